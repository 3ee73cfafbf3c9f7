/*
 * What the wrapper's memory is compared with: one HTTP route, and one gRPC
 * read over fetch every 2 s. Arguments: port, client URL of a member.
 */
const [port, clientUrl] = Deno.args;
const client = Deno.createHttpClient({ http1: false, http2: true });
let isReady = false;

async function read(): Promise<void> {
  const response = await fetch(`${clientUrl}/etcdserverpb.KV/Range`, {
    method: "POST",
    client,
    headers: { "content-type": "application/grpc", te: "trailers" },
    body: new Uint8Array([0, 0, 0, 0, 5, 10, 3, 102, 111, 111]),
  });
  isReady = (await response.bytes()).length > 5;
}

setInterval(() => read().catch(() => isReady = false), 2000);
Deno.serve({ port: Number(port), onListen() {} }, () => {
  return new Response(null, { status: isReady ? 200 : 503 });
});
