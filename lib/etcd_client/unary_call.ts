/** An answer of etcd that is not a success. */
export class EtcdAnswerError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "EtcdAnswerError";
  /** The gRPC status; undefined when the answer is no gRPC at all. */
  readonly status: number | undefined;

  /** Keeps etcd's words and the gRPC status. */
  constructor(message: string, status: number | undefined) {
    super(message);
    this.status = status;
  }
}

/** What {@linkcode callUnary} needs. */
export interface UnaryCallOptions {
  /** Scheme, host and port of the member's client URL. */
  readonly baseUrl: string;
  /** Speaks HTTP/2 and knows the certificates. */
  readonly client: Deno.HttpClient;
  /** Service and method, such as `etcdserverpb.KV/Range`. */
  readonly method: string;
  /** The encoded request. */
  readonly request: Uint8Array;
  /** Ends the call. */
  readonly signal: AbortSignal;
}

const PREFIX_BYTES = 5;

/**
 * Calls a gRPC method that has one request and one answer, and gives the
 * encoded answer.
 *
 * @throws {EtcdAnswerError} With etcd's own words when it refuses.
 */
export async function callUnary(
  options: UnaryCallOptions,
): Promise<Uint8Array> {
  const { baseUrl, client, method, request, signal } = options;
  const response = await fetch(`${baseUrl}/${method}`, {
    method: "POST",
    client,
    signal,
    redirect: "error",
    headers: { "content-type": "application/grpc", te: "trailers" },
    body: withPrefix(request),
  });
  const body = await response.bytes();
  // A failed call is an answer of headers alone; trailers are not visible.
  const status = response.headers.get("grpc-status");
  if (status !== null && status !== "0") {
    const message = response.headers.get("grpc-message") ?? "";
    throw new EtcdAnswerError(
      decodeMessage(message) || `etcd answered with gRPC status ${status}`,
      Number(status),
    );
  }
  if (!response.ok || !isCompleteMessage(body)) {
    throw new EtcdAnswerError(
      `etcd answered with HTTP ${response.status} and no gRPC message`,
      undefined,
    );
  }
  return body.subarray(PREFIX_BYTES);
}

/** A gRPC message: not compressed, then its length. */
function withPrefix(request: Uint8Array): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(PREFIX_BYTES + request.length);
  new DataView(message.buffer).setUint32(1, request.length);
  message.set(request, PREFIX_BYTES);
  return message;
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
