import { delay } from "@std/async/delay";
import { range } from "../support/range.ts";
import type { Place } from "./place.ts";
import type { Running, Subject } from "./subject.ts";

/** A bare etcd: ready when it answers its first linearizable read. */
export function createBareSubject(etcd: string, place: Place): Subject {
  return {
    name: "bare etcd",
    async clear() {
      await Deno.remove(place.dataDir, { recursive: true }).catch(() => {});
    },
    start: () => start(etcd, place),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Pause after a refused connection; etcd lets an accepted one wait. */
const RETRY_MS = 5;
const LIMIT_MS = 30_000;

async function start(etcd: string, place: Place): Promise<Running> {
  const execAtMs = Date.now();
  const execMs = performance.now();
  const child = new Deno.Command(etcd, {
    args: ["--config-file", place.configFile],
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    // As it is with the wrapper's: written to a pipe that is read.
    stderr: "piped",
  }).spawn();
  const drained = child.stderr.pipeTo(new WritableStream());
  await firstRead(place);
  const readyMs = performance.now() - execMs;
  return {
    pid: child.pid,
    readyMs,
    execAtMs,
    log: () => [],
    stop: () => end("SIGTERM"),
    [Symbol.asyncDispose]: async () => void await end("SIGKILL"),
  };

  async function end(signal: Deno.Signal): Promise<number> {
    const beganMs = performance.now();
    try {
      child.kill(signal);
    } catch (error) {
      // It has ended already.
      if (!(error instanceof TypeError)) throw error;
    }
    await child.status;
    const tookMs = performance.now() - beganMs;
    await drained;
    return tookMs;
  }
}

async function firstRead({ clientUrl, tls }: Place): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  while (true) {
    try {
      return await range(clientUrl, { tls, signal });
    } catch {
      await delay(RETRY_MS, { signal });
    }
  }
}
