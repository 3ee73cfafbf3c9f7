import { assertEquals, assertRejects } from "@std/assert";
import type { IssueOptions, KeyFormat } from "../support/certificates.ts";
import { freePort } from "../support/free_ports.ts";
import { createSecret, getReadyz, startServer } from "./tls_server.ts";

for (
  const [key, format] of [
    ["rsa", "pkcs8"],
    ["rsa", "pkcs1"],
    ["ecdsa", "pkcs8"],
    ["ecdsa", "sec1"],
  ] as [NonNullable<IssueOptions["key"]>, KeyFormat][]
) {
  Deno.test(`startHttpServer() takes an ${key} key in ${format} (F37)`, async () => {
    await using secret = await createSecret({ key, format });
    await using server = await startServer(secret);
    assertEquals(await getReadyz(server.port, [secret.ca.certPem]), 200);
  });
}

for (const alpn of ["h2", "http/1.1"]) {
  Deno.test(`startHttpServer() speaks ${alpn} without a client certificate (F37)`, async () => {
    await using secret = await createSecret();
    await using server = await startServer(secret);
    using conn = await Deno.connectTls({
      hostname: "localhost",
      port: server.port,
      caCerts: [secret.ca.certPem],
      alpnProtocols: [alpn],
    });
    assertEquals((await conn.handshake()).alpnProtocol, alpn);
    using client = Deno.createHttpClient({
      caCerts: [secret.ca.certPem],
      http1: alpn !== "h2",
      http2: alpn === "h2",
    });
    const url = `https://[::1]:${server.port}/readyz`;
    const response = await fetch(url, { client });
    assertEquals([response.status, await response.text()], [200, ""]);
  });
}

Deno.test("startHttpServer() refuses TLS 1.1 and takes 1.2 (F37)", async () => {
  await using secret = await createSecret();
  await using server = await startServer(secret);
  const refusal = await exchange(server.port, clientHello("1.1"));
  // An alert record, fatal: "protocol version".
  assertEquals([refusal[0], refusal[5], refusal[6]], [0x15, 2, 70]);
  // A handshake record, "server hello".
  const answer = await exchange(server.port, clientHello("1.2"));
  assertEquals([answer[0], answer[5]], [0x16, 2]);
});

Deno.test("startHttpServer() refuses plain HTTP on its TLS port (F37)", async () => {
  await using secret = await createSecret();
  await using server = await startServer(secret);
  const request = "GET /readyz HTTP/1.1\r\nhost: a\r\n\r\n";
  const answer = await exchange(
    server.port,
    new TextEncoder().encode(request),
  );
  assertEquals(
    new TextDecoder().decode(answer),
    "HTTP/1.0 400 Bad Request\r\n\r\n" +
      "Client sent an HTTP request to an HTTPS server.\n",
  );
  assertEquals(await getReadyz(server.port, [secret.ca.certPem]), 200);
});

Deno.test("startHttpServer() rejects a certificate that cannot be used and frees its port", async () => {
  await using secret = await createSecret();
  await secret.replace({ certPem: "garbage", keyPem: "garbage" });
  const port = freePort();
  await assertRejects(() => startServer(secret, port), Error);
  Deno.listen({ hostname: "::", port }).close();
});

Deno.test("startHttpServer() rejects a taken port with TLS too (F42)", async () => {
  await using secret = await createSecret();
  await using first = await startServer(secret);
  await assertRejects(
    () => startServer(secret, first.port),
    Error,
    `Cannot listen on port ${first.port}: it is in use`,
  );
});

Deno.test("startHttpServer() answers and ends beside 200 stalled TLS connections", async () => {
  await using secret = await createSecret();
  const server = await startServer(secret);
  const conns: Deno.Conn[] = [];
  try {
    while (conns.length < 200) {
      const { port } = server;
      conns.push(await Deno.connect({ hostname: "127.0.0.1", port }));
    }
    await conns[0]?.write(clientHello("1.2").subarray(0, 20));
    assertEquals(await getReadyz(server.port, [secret.ca.certPem]), 200);
    await server[Symbol.asyncDispose]();
  } finally {
    for (const conn of conns) conn.close();
  }
});

/** Sends bytes and gives what comes back first. */
async function exchange(
  port: number,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(bytes);
  const buffer = new Uint8Array(4096);
  const count = await conn.read(buffer).catch(() => 0);
  return buffer.subarray(0, count ?? 0);
}

/** The first record of a client that knows TLS up to 1.2 or 1.1. */
function clientHello(version: "1.1" | "1.2"): Uint8Array {
  const extensions = [
    // Group P-256, ECDSA with P-256 and SHA-256, uncompressed points.
    ...[0, 0x0a, 0, 4, 0, 2, 0, 0x17],
    ...[0, 0x0d, 0, 4, 0, 2, 4, 3],
    ...[0, 0x0b, 0, 2, 1, 0],
  ];
  const body = [
    ...[3, version === "1.1" ? 2 : 3],
    ...new Array(32).fill(7),
    0,
    // ECDHE-ECDSA with AES-128, of TLS 1.2 and of the time before.
    ...[0, 4, 0xc0, 0x2b, 0xc0, 0x09],
    ...[1, 0],
    ...[0, extensions.length, ...extensions],
  ];
  const handshake = [1, 0, 0, body.length, ...body];
  return new Uint8Array([0x16, 3, 1, 0, handshake.length, ...handshake]);
}
