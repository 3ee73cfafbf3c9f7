import { EtcdAnswerError } from "./etcd_answer_error.ts";

/** What {@linkcode openCall} needs. */
export interface GrpcCallOptions {
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

/** Not compressed, then the length. */
export const PREFIX_BYTES = 5;

/**
 * Calls a gRPC method with one request and gives the answer, whose messages are
 * still to be read.
 */
export async function openCall(options: GrpcCallOptions): Promise<Response> {
  const { baseUrl, client, method, request, signal } = options;
  return await fetch(`${baseUrl}/${method}`, {
    method: "POST",
    client,
    signal,
    redirect: "error",
    headers: { "content-type": "application/grpc", te: "trailers" },
    body: withPrefix(request),
  });
}

/**
 * Sees to it that a call has not failed. A failed one is an answer of headers
 * alone; trailers are not visible.
 *
 * @throws {EtcdAnswerError} With etcd's own words when it refuses.
 */
export function requireSuccess({ headers }: Response): void {
  const status = headers.get("grpc-status");
  if (status === null || status === "0") return;
  const message = headers.get("grpc-message") ?? "";
  throw new EtcdAnswerError(
    decodeMessage(message) || `etcd answered with gRPC status ${status}`,
    Number(status),
  );
}

function withPrefix(request: Uint8Array): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(PREFIX_BYTES + request.length);
  new DataView(message.buffer).setUint32(1, request.length);
  message.set(request, PREFIX_BYTES);
  return message;
}

/** gRPC percent-encodes its messages. */
function decodeMessage(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}
