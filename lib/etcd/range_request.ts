/** An answer of etcd that is not a success. */
export class EtcdAnswerError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "EtcdAnswerError";
}

/**
 * A gRPC message: no compression, 5 bytes, then `RangeRequest{key: "foo"}`.
 * Not `serializable`, so the answer needs a quorum. The key need not exist.
 */
const REQUEST = new Uint8Array([
  ...[0, 0, 0, 0, 5],
  ...[0x0a, 3, 0x66, 0x6f, 0x6f],
]);
const PREFIX_BYTES = 5;

/**
 * Reads a key through consensus (`etcdserverpb.KV/Range`), as the original
 * does to tell whether a member is ready: a learner, a member without quorum
 * and a hung member do not answer it.
 *
 * @throws {EtcdAnswerError} With etcd's own words when it refuses.
 */
export async function requestRange(
  baseUrl: string,
  client: Deno.HttpClient,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(`${baseUrl}/etcdserverpb.KV/Range`, {
    method: "POST",
    client,
    signal,
    redirect: "error",
    headers: { "content-type": "application/grpc", te: "trailers" },
    body: REQUEST,
  });
  const body = await response.bytes();
  // A failed call is an answer of headers alone; trailers are not visible.
  const status = response.headers.get("grpc-status");
  if (status !== null && status !== "0") {
    const message = response.headers.get("grpc-message") ?? "";
    throw new EtcdAnswerError(
      decodeMessage(message) || `etcd answered with gRPC status ${status}`,
    );
  }
  if (!response.ok || !isCompleteMessage(body)) {
    throw new EtcdAnswerError(
      `etcd answered with HTTP ${response.status} and no gRPC message`,
    );
  }
}

function isCompleteMessage(body: Uint8Array): boolean {
  if (body.length < PREFIX_BYTES) return false;
  const length = new DataView(body.buffer, body.byteOffset).getUint32(1);
  return body.length === PREFIX_BYTES + length;
}

/** gRPC percent-encodes its messages. */
function decodeMessage(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}
