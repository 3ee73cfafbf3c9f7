/** What a stand-in for etcd's snapshots sends, after its headers. */
export type FakeSnapshots = (
  controller: ReadableStreamDefaultController<Uint8Array>,
) => void | Promise<void>;

/** A server that streams whatever it is told, as gRPC. */
export interface FakeServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts the server. */
export function serveFakeSnapshots(
  send: FakeSnapshots,
  headers: Readonly<Record<string, string>> = {},
): FakeServer {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => failed() },
    () =>
      new Response(new ReadableStream({ start: send }), {
        headers: { "content-type": "application/grpc", ...headers },
      }),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function failed(): Response {
  return new Response(null, { status: 500 });
}

/** A message of the stream: what remains, and the next bytes. */
export function snapshotMessage(
  remainingBytes: number,
  blob: Uint8Array,
): Uint8Array {
  const body = [
    0x10,
    ...varint(remainingBytes),
    0x1a,
    ...varint(blob.length),
    ...blob,
  ];
  const message = new Uint8Array(5 + body.length);
  new DataView(message.buffer).setUint32(1, body.length);
  message.set(body, 5);
  return message;
}

/** The SHA-256 that etcd sends last. */
export async function hashOf(bytes: Uint8Array): Promise<Uint8Array> {
  const copy = new Uint8Array(bytes);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", copy));
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) {
    bytes.push(rest % 128 | 0x80);
  }
  return [...bytes, rest];
}
