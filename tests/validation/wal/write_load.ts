import { encodePuts } from "../../bench/put_request.ts";

/** What is written. */
export interface WriteLoadOptions {
  readonly clientUrl: string;
  readonly valueBytes: number;
  /** How many keys; without a limit it goes on until etcd has gone. */
  readonly count?: number;
  /** How many writers. @default {1} */
  readonly writers?: number;
  /** Told after each write that was acknowledged. */
  readonly onWritten?: (count: number) => void;
}

/** More is not given at once. */
const MAX_RANDOM_BYTES = 65_536;

/** Writes keys, one per transaction; resolves with how many were acknowledged. */
export async function writeLoad(options: WriteLoadOptions): Promise<number> {
  const { clientUrl, valueBytes, writers = 1 } = options;
  const { count = Infinity, onWritten = () => {} } = options;
  using client = Deno.createHttpClient({ http1: false, http2: true });
  const url = new URL("/etcdserverpb.KV/Txn", clientUrl);
  let next = 0;
  let written = 0;
  await Promise.all(Array.from({ length: writers }, write));
  return written;

  async function write(): Promise<void> {
    while (next < count) {
      const value = new Uint8Array(valueBytes).fill(0xab);
      crypto.getRandomValues(value.subarray(0, MAX_RANDOM_BYTES));
      const body = encodePuts({ firstKey: next++, count: 1, value });
      const headers = { "content-type": "application/grpc", te: "trailers" };
      try {
        const request = { method: "POST", headers, body, client };
        const response = await fetch(url, request);
        const answer = await response.bytes();
        if (answer.length < 5 || response.headers.has("grpc-status")) continue;
      } catch {
        // It was killed, which ends the load.
        return;
      }
      onWritten(++written);
    }
  }
}
