import { DeadlineError, withDeadline } from "../with_deadline.ts";
import { EtcdAnswerError } from "./etcd_answer_error.ts";
import {
  type GrpcCallOptions,
  openCall,
  PREFIX_BYTES,
  requireSuccess,
} from "./grpc_call.ts";

/** What {@linkcode callStream} needs. */
export interface StreamCallOptions extends GrpcCallOptions {
  /** A stream of which nothing comes for so long has failed. */
  readonly stallMs: number;
}

/** etcd's own limit for a request, far more than a part of a snapshot has. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/**
 * Calls a gRPC method that has many answers, and gives them encoded, one after
 * the other. How it ended is in trailers, which are not visible: the caller
 * has to tell from the messages whether they are all of them.
 *
 * @throws {EtcdAnswerError} With etcd's own words when it refuses.
 */
export async function* callStream(
  options: StreamCallOptions,
): AsyncGenerator<Uint8Array> {
  const { stallMs, signal } = options;
  const ending = new AbortController();
  const linked = AbortSignal.any([signal, ending.signal]);
  const patiently = <T>(step: () => Promise<T>) =>
    withDeadline(stallMs, signal, (limited) => until(limited, step()));
  try {
    const response = await patiently(() =>
      openCall({ ...options, signal: linked })
    );
    requireSuccess(response);
    if (!response.ok || response.body === null) {
      throw new EtcdAnswerError(
        `etcd answered with HTTP ${response.status} and no gRPC message`,
        undefined,
      );
    }
    const reader = response.body.getReader();
    let rest: Uint8Array = new Uint8Array();
    while (true) {
      const { value, done } = await patiently(() => reader.read());
      if (done) break;
      rest = joined(rest, value);
      for (let size; (size = messageSize(rest)) <= rest.length;) {
        yield rest.subarray(PREFIX_BYTES, size);
        rest = rest.subarray(size);
      }
    }
    if (rest.length > 0) {
      throw new EtcdAnswerError("the stream ends within a message", undefined);
    }
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new Error("The stream has stalled", { cause: error });
  } finally {
    // Also when whoever reads it goes away.
    ending.abort();
  }
}

/** A read of a stream knows no signal. */
function until<T>(signal: AbortSignal, step: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => aborted.reject(signal.reason), {
    once: true,
  });
  step.catch(() => {/* it ends with the call when nobody waits any more */});
  return Promise.race([step, aborted.promise]);
}

function messageSize(bytes: Uint8Array): number {
  if (bytes.length < PREFIX_BYTES) return Infinity;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const sizeBytes = view.getUint32(1);
  if (sizeBytes > MAX_MESSAGE_BYTES) {
    throw new EtcdAnswerError(
      `a message of ${sizeBytes} bytes is none of etcd's`,
      undefined,
    );
  }
  return PREFIX_BYTES + sizeBytes;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  const bytes = new Uint8Array(one.length + other.length);
  bytes.set(one);
  bytes.set(other, one.length);
  return bytes;
}
