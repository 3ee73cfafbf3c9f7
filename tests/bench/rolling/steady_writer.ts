import { delay } from "@std/async/delay";
import { callUnary } from "../../../lib/etcd_client/unary_call.ts";
import { encodePuts } from "../put_request.ts";

/** A write that was acknowledged. */
export interface Write {
  readonly key: number;
  /** From the first attempt to the acknowledgement. */
  readonly tookMs: number;
  /** When it was acknowledged, by `performance.now()`. */
  readonly ackedMs: number;
}

/** Writes one key after the other; disposing of it ends that. */
export interface SteadyWriter extends AsyncDisposable {
  readonly writes: readonly Write[];
  /** Ends the writing. */
  readonly stop: () => Promise<void>;
}

const PREFIX_BYTES = 5;
const ATTEMPT_TIMEOUT_MS = 10_000;
/** As etcd's client waits before it tries all endpoints again. */
const BACK_OFF_MS = 25;
const VALUE = new Uint8Array(256);

/**
 * Starts a writer that does as etcd's client: a write that fails goes to the
 * next endpoint at once, and waits when all of them have failed.
 */
export function startSteadyWriter(urls: readonly string[]): SteadyWriter {
  const client = Deno.createHttpClient({ http1: false, http2: true });
  const stop = new AbortController();
  const writes: Write[] = [];
  let endpoint = 0;

  async function put(key: number): Promise<void> {
    const message = encodePuts({ firstKey: key, count: 1, value: VALUE });
    const request = message.subarray(PREFIX_BYTES);
    for (let failures = 0; !stop.signal.aborted;) {
      try {
        await callUnary({
          baseUrl: urls[endpoint % urls.length] ?? "",
          client,
          method: "etcdserverpb.KV/Txn",
          request,
          signal: AbortSignal.any([
            stop.signal,
            AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
          ]),
        });
        return;
      } catch {
        endpoint++;
        if (++failures % urls.length === 0) await delay(BACK_OFF_MS);
      }
    }
    stop.signal.throwIfAborted();
  }

  async function run(): Promise<void> {
    for (let key = 0; !stop.signal.aborted; key++) {
      const beganMs = performance.now();
      await put(key);
      const ackedMs = performance.now();
      writes.push({ key, tookMs: ackedMs - beganMs, ackedMs });
    }
  }

  const running = run().catch((error) => {
    if (!stop.signal.aborted) throw error;
  });
  async function end(): Promise<void> {
    stop.abort();
    await running;
  }
  return {
    writes,
    stop: end,
    async [Symbol.asyncDispose]() {
      await end();
      client.close();
    },
  };
}
