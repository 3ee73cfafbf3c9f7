import { delay } from "@std/async/delay";
import type { EtcdProcess } from "./etcd_process.ts";
import { hasFirstEntries } from "./wal_head.ts";

/**
 * Far more than a slow disk needs for the few kilobytes, and little of the time
 * that a stop has. An etcd that waits for something else is ended after it.
 */
const MAX_WAIT_MS = 3000;
const POLL_MS = 5;

/**
 * Makes the stop of an etcd wait until its log is one that can be started
 * from again; the time counts as part of the stop's own.
 */
export function stopAfterFirstEntries(
  etcd: EtcdProcess,
  walDir: string,
): EtcdProcess {
  return {
    ...etcd,
    async stop(options) {
      const { timeoutMs, kill } = options;
      const beganMs = performance.now();
      const limitMs = Math.min(MAX_WAIT_MS, timeoutMs);
      await untilFirstEntries(walDir, { etcd, limitMs, kill });
      const leftMs = timeoutMs - (performance.now() - beganMs);
      return await etcd.stop({ ...options, timeoutMs: Math.max(leftMs, 0) });
    },
  };
}

interface WaitOptions {
  readonly etcd: EtcdProcess;
  readonly limitMs: number;
  readonly kill: AbortSignal;
}

async function untilFirstEntries(
  walDir: string,
  { etcd, limitMs, kill }: WaitOptions,
): Promise<void> {
  const done = new AbortController();
  const finish = () => done.abort();
  kill.addEventListener("abort", finish);
  void etcd.ended.then(finish);
  if (kill.aborted) finish();
  // Also a disk that does not answer must not hold up the stop.
  const limit = delay(limitMs, { signal: done.signal }).catch(() => {});
  await Promise.race([poll(walDir, done.signal), limit]);
  finish();
  await limit;
  kill.removeEventListener("abort", finish);
}

async function poll(walDir: string, signal: AbortSignal): Promise<void> {
  try {
    while (!await hasFirstEntries(walDir)) await delay(POLL_MS, { signal });
  } catch {
    // The wait is over, or the log cannot be read: there is no reason to wait.
  }
}
