import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { requestRange } from "../../lib/etcd/range_request.ts";
import { EtcdAnswerError } from "../../lib/etcd_client/etcd_answer_error.ts";
import { freePorts } from "../support/free_ports.ts";
import { startMember } from "../support/running_member.ts";

const LOOPBACK = { permissions: { net: ["127.0.0.1"] } };
const { signal } = new AbortController();
/** An empty gRPC message. */
const EMPTY = new Uint8Array(5);

for (const line of ["3.4", "3.5", "3.6"] as const) {
  Deno.test(`requestRange() is answered by an etcd ${line}`, async () => {
    await using member = await startMember({ line });
    using client = createClient();
    await requestRange(`http://127.0.0.1:${member.port}`, client, signal);
  });
}

Deno.test(
  "requestRange() reads the key foo through consensus",
  LOOPBACK,
  async () => {
    const bodies: Uint8Array[] = [];
    await using server = serve(async (request) => {
      bodies.push(new Uint8Array(await request.arrayBuffer()));
      const { pathname } = new URL(request.url);
      assertEquals(
        [request.method, pathname, request.headers.get("content-type")],
        ["POST", "/etcdserverpb.KV/Range", "application/grpc"],
      );
      return grpc(EMPTY);
    });
    await request(server.addr.port);
    const message = [...new TextEncoder().encode("\n\x03foo")];
    assertEquals(bodies, [new Uint8Array([0, 0, 0, 0, 5, ...message])]);
  },
);

for (
  const [headers, text] of [
    [{ "grpc-status": "14", "grpc-message": "not%20now" }, "not now"],
    [{ "grpc-status": "14", "grpc-message": "100%" }, "100%"],
    [{ "grpc-status": "2" }, "etcd answered with gRPC status 2"],
  ] as [Record<string, string>, string][]
) {
  Deno.test(`requestRange() tells "${text}"`, LOOPBACK, async () => {
    await using server = serve(() => grpc(undefined, headers));
    await assertRejects(() => request(server.addr.port), EtcdAnswerError, text);
  });
}

for (
  const [what, response] of [
    ["no message", () => grpc(undefined)],
    ["half a prefix", () => grpc(EMPTY.subarray(0, 3))],
    ["half a message", () => grpc(new Uint8Array([0, 0, 0, 0, 5, 1, 2]))],
    ["too much", () => grpc(new Uint8Array([0, 0, 0, 0, 1, 1, 2]))],
    ["HTTP 503", () => new Response(EMPTY, { status: 503 })],
    ["HTTP 404", () => new Response("404 page not found\n", { status: 404 })],
  ] as [string, () => Response][]
) {
  Deno.test(`requestRange() rejects ${what}`, LOOPBACK, async () => {
    await using server = serve(response);
    await assertRejects(
      () => request(server.addr.port),
      EtcdAnswerError,
      "etcd answered with HTTP",
    );
  });
}

Deno.test("requestRange() does not follow a redirect", LOOPBACK, async () => {
  await using server = serve(() =>
    new Response(null, { status: 302, headers: { location: "/other" } })
  );
  await assertRejects(() => request(server.addr.port), TypeError);
});

const [GRANTED = 0, OTHER = 0] = freePorts(2);
Deno.test("requestRange() needs etcd's client port and no more", {
  permissions: { net: [`127.0.0.1:${GRANTED}`] },
}, async () => {
  await using _server = serve(() => grpc(EMPTY), GRANTED);
  await request(GRANTED);
  const error = await assertRejects(() => request(OTHER));
  assertInstanceOf(error, Deno.errors.NotCapable);
});

function createClient(): Deno.HttpClient {
  return Deno.createHttpClient({ http1: false, http2: true });
}

async function request(port: number): Promise<void> {
  using client = createClient();
  await requestRange(`http://127.0.0.1:${port}`, client, signal);
}

function serve(
  handler: (request: Request) => Response | Promise<Response>,
  port = 0,
): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, handler);
}

function grpc(
  body: Uint8Array<ArrayBuffer> | undefined,
  headers: Record<string, string> = {},
): Response {
  return new Response(body ?? null, {
    headers: { "content-type": "application/grpc", ...headers },
  });
}
