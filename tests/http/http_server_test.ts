import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type HttpServerOptions,
  startHttpServer,
} from "../../lib/http/http_server.ts";
import { type CapturedLog, captureLog } from "../support/captured_log.ts";
import { freePort } from "../support/free_ports.ts";
import { memberHandler } from "../support/member_handler.ts";

const PORT = freePort();
const ADDRESSES = ["[::]", "0.0.0.0", "127.0.0.1", "[::1]"];
/** The room's scope in plain HTTP: its port. */
const NET = {
  permissions: { net: ADDRESSES.map((host) => `${host}:${PORT}`) },
};

for (const host of ["127.0.0.1", "[::1]"]) {
  Deno.test(`startHttpServer() answers on ${host} (F62)`, NET, async () => {
    using log = captureLog();
    await using _server = await startServer(log);
    const response = await fetch(`http://${host}:${PORT}/readyz`);
    assertEquals([response.status, await response.text()], [200, ""]);
  });
}

Deno.test("startHttpServer() logs as the original does", NET, async () => {
  using log = captureLog();
  await using _server = await startServer(log);
  assertEquals(
    log.lines.map(({ msg, ...fields }) => [msg, fields["Port No: "]]),
    [["Starting HTTP server at addr", `:${PORT}`]],
  );
});

Deno.test(
  "startHttpServer() sends Content-Length: 0 over HTTP/1.1",
  NET,
  async () => {
    using log = captureLog();
    await using _server = await startServer(log);
    const head = await exchange("GET /readyz HTTP/1.1\r\nhost: a\r\n\r\n");
    assertStringIncludes(head, "HTTP/1.1 200 OK\r\n");
    assertStringIncludes(head.toLowerCase(), "content-length: 0\r\n");
    const stop = await exchange("GET /stop HTTP/1.1\r\nhost: a\r\n\r\n");
    assertStringIncludes(stop, "HTTP/1.1 405 Method Not Allowed\r\n");
    assertStringIncludes(stop.toLowerCase(), "allow: post\r\n");
  },
);

Deno.test("startHttpServer() answers HTTP/2 without TLS too", NET, async () => {
  using log = captureLog();
  await using _server = await startServer(log);
  using client = Deno.createHttpClient({ http1: false, http2: true });
  const response = await fetch(`http://127.0.0.1:${PORT}/readyz`, { client });
  assertEquals([response.status, await response.text()], [200, ""]);
});

for (const hostname of ["127.0.0.1", "0.0.0.0", "::"]) {
  Deno.test(
    `startHttpServer() rejects when ${hostname} has the port (F42)`,
    NET,
    async () => {
      using _taken = Deno.listen({ hostname, port: PORT });
      using log = captureLog();
      await assertRejects(
        () => startServer(log),
        Error,
        `Cannot listen on port ${PORT}: it is in use`,
      );
    },
  );
}

Deno.test(
  "startHttpServer() answers with 500 when the handler throws",
  NET,
  async () => {
    using log = captureLog();
    await using _server = await startServer(log, {
      handler() {
        throw new TypeError("broken");
      },
    });
    const response = await fetch(`http://127.0.0.1:${PORT}/readyz`);
    assertEquals([response.status, await response.text()], [500, ""]);
    assertEquals(log.find("cannot answer a request")?.["error"], "broken");
  },
);

Deno.test(
  "startHttpServer() answers /readyz beside 200 stalled connections",
  NET,
  async () => {
    using log = captureLog();
    await using _server = await startServer(log);
    await using _stalled = await stall(200);
    for (let count = 0; count < 5; count++) {
      const signal = AbortSignal.timeout(1000);
      const response = await fetch(`http://127.0.0.1:${PORT}/readyz`, {
        signal,
      });
      assertEquals([response.status, await response.text()], [200, ""]);
    }
  },
);

Deno.test(
  "startHttpServer() ends although connections are stalled",
  NET,
  async () => {
    using log = captureLog();
    const server = await startServer(log);
    await using _stalled = await stall(20);
    await server[Symbol.asyncDispose]();
    await assertRejects(
      () => Deno.connect({ port: PORT, hostname: "127.0.0.1" }),
      Deno.errors.ConnectionRefused,
    );
  },
);

Deno.test("startHttpServer() can be ended twice", NET, async () => {
  using log = captureLog();
  await using server = await startServer(log);
  await server[Symbol.asyncDispose]();
  Deno.listen({ hostname: "::", port: PORT }).close();
});

Deno.test("startHttpServer() needs its port and no more", NET, async () => {
  using log = captureLog();
  await using _server = await startServer(log);
  await assertRejects(
    () => startServer(log, { port: PORT + 1 }),
    Deno.errors.NotCapable,
  );
  await assertRejects(
    () => Deno.readTextFile("/etc/hostname"),
    Deno.errors.NotCapable,
  );
});

function startServer(
  log: CapturedLog,
  options: Partial<HttpServerOptions> = {},
): Promise<AsyncDisposable> {
  return startHttpServer({
    port: PORT,
    handler: memberHandler(),
    tls: undefined,
    logger: log.logger,
    ...options,
  });
}

/** Sends a request as it is and gives the first part of the answer. */
async function exchange(request: string): Promise<string> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: PORT });
  await conn.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(4096);
  const count = await conn.read(buffer);
  return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
}

/** Connections of which half say nothing and half only a part. */
async function stall(count: number): Promise<AsyncDisposable> {
  const conns: Deno.Conn[] = [];
  for (let index = 0; index < count; index++) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: PORT });
    conns.push(conn);
    if (index % 2 === 0) {
      await conn.write(new TextEncoder().encode("GET /readyz HTTP/1.1\r\nho"));
    }
  }
  return {
    [Symbol.asyncDispose]() {
      for (const conn of conns) conn.close();
      return Promise.resolve();
    },
  };
}
