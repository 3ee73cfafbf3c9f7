import { assertEquals, assertRejects } from "@std/assert";
import { startTlsRelay } from "../../lib/http/tls_relay.ts";
import { until } from "../support/until.ts";

/** First byte of a TLS handshake. */
const HANDSHAKE = 0x16;
const LOOPBACK = "127.0.0.1";

function listen(): Deno.TcpListener {
  return Deno.listen({ hostname: LOOPBACK, port: 0 });
}

function portOf(listener: Deno.TcpListener): number {
  return listener.addr.port;
}

Deno.test("startTlsRelay() hands bytes on in both directions until both ends are closed", async () => {
  using server = listen();
  const listener = listen();
  await using _relay = startTlsRelay({
    listener,
    target: () => ({ hostname: LOOPBACK, port: portOf(server) }),
  });
  const sent = new Uint8Array(1_000_000).fill(7);
  sent[0] = HANDSHAKE;
  using client = await Deno.connect({
    hostname: LOOPBACK,
    port: portOf(listener),
  });
  const sending = new Blob([sent]).stream().pipeTo(client.writable);
  using inner = await server.accept();
  const received = await new Response(inner.readable).bytes();
  await sending;
  assertEquals(received, sent);
});

Deno.test("startTlsRelay() closes the client when the server is gone", async () => {
  const server = listen();
  const port = portOf(server);
  server.close();
  const listener = listen();
  await using _relay = startTlsRelay({
    listener,
    target: () => ({ hostname: LOOPBACK, port }),
  });
  using client = await Deno.connect({
    hostname: LOOPBACK,
    port: portOf(listener),
  });
  await client.write(new Uint8Array([HANDSHAKE]));
  assertEquals(await readToEnd(client), 0);
});

Deno.test("startTlsRelay() closes a client that sends nothing", async () => {
  const listener = listen();
  await using _relay = startTlsRelay({
    listener,
    target: () => ({ hostname: LOOPBACK, port: 1 }),
    firstByteTimeoutMs: 50,
  });
  using client = await Deno.connect({
    hostname: LOOPBACK,
    port: portOf(listener),
  });
  assertEquals(await readToEnd(client), 0);
});

Deno.test("startTlsRelay() takes no connection once it has stopped listening", async () => {
  using server = listen();
  const listener = listen();
  const port = portOf(listener);
  await using relay = startTlsRelay({
    listener,
    target: () => ({ hostname: LOOPBACK, port: portOf(server) }),
  });
  using client = await Deno.connect({ hostname: LOOPBACK, port });
  await client.write(new Uint8Array([HANDSHAKE]));
  using inner = await server.accept();
  relay.stopListening();
  await until("a refused connection", async () => {
    try {
      (await Deno.connect({ hostname: LOOPBACK, port })).close();
      return false;
    } catch {
      return true;
    }
  });
  // What was there goes on.
  await inner.write(new Uint8Array([1]));
  assertEquals(await client.read(new Uint8Array(9)), 1);
});

Deno.test(
  "startTlsRelay() needs the network",
  { permissions: "none" },
  async () => {
    await assertRejects(
      () => Promise.resolve().then(listen),
      Deno.errors.NotCapable,
    );
  },
);

/** Reads until the other side closes, however it does; gives the count. */
async function readToEnd(connection: Deno.Conn): Promise<number> {
  let total = 0;
  try {
    for await (const chunk of connection.readable) total += chunk.length;
  } catch {
    // A reset is an end, too.
  }
  return total;
}
