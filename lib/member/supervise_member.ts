import { delay } from "@std/async/delay";
import type { Logger } from "../log/logger.ts";
import type { EtcdEnd, EtcdProcess, EtcdStop } from "../etcd/etcd_process.ts";
import { type Readiness, watchReadiness } from "../etcd/readiness.ts";

/** What {@linkcode superviseMember} needs. */
export interface MemberOptions {
  /** The etcd that has been started. */
  readonly etcd: EtcdProcess;
  /** Resolves when the member is ready, rejects with the reason otherwise. */
  readonly checkReadiness: (signal: AbortSignal) => Promise<void>;
  /** Gets the result of each check. */
  readonly onReadiness: (readiness: Readiness) => void;
  /** Called when etcd is about to be asked to end. */
  readonly onStopping: () => void;
  /**
   * Hands leadership over before a member that has served is stopped; ends
   * with the signal, never rejects.
   */
  readonly handOver: (signal: AbortSignal) => Promise<void>;
  /** 0 or less: the member may take as long as it needs to get ready. */
  readonly readyTimeoutMs: number;
  /** Time between the stop request and SIGKILL. */
  readonly stopTimeoutMs: number;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Asks for the stop. */
  readonly stop: AbortSignal;
  /** Asks for the end at once. */
  readonly force: AbortSignal;
}

/** How a member's run ended. */
export type MemberEnd =
  | { readonly kind: "unexpected"; readonly end: EtcdEnd }
  | { readonly kind: "never ready"; readonly end: EtcdStop }
  | {
    readonly kind: "stopped";
    readonly end: EtcdStop;
    /** True when etcd had been ready and closed itself on the signal. */
    readonly isClean: boolean;
  };

/**
 * etcd installs its signal handler right after it has become ready: a signal
 * in between would end it without closing.
 */
const SIGNAL_HANDLER_MS = 100;

/** Watches a started etcd until it has ended, and stops it when asked to. */
export async function superviseMember(
  options: MemberOptions,
): Promise<MemberEnd> {
  const { etcd, stop, logger } = options;
  const watching = new AbortController();
  let readySinceMs: number | undefined;
  let markReady = () => {};
  const firstReady = new Promise<void>((resolve) => markReady = resolve);

  const watch = watchReadiness({
    check: options.checkReadiness,
    signal: watching.signal,
    onResult(readiness) {
      if (readiness.isReady && readySinceMs === undefined) {
        readySinceMs = performance.now();
        markReady();
      }
      options.onReadiness(readiness);
    },
  });

  const cause = await Promise.race([
    etcd.ended.then(() => "ended" as const),
    abortOf(stop).then(() => "stop" as const),
    timeoutOf(options.readyTimeoutMs, firstReady, watching.signal),
  ]);
  watching.abort();
  await watch;
  if (cause === "ended") return { kind: "unexpected", end: await etcd.ended };

  const stoppingMs = performance.now();
  options.onStopping();
  if (cause === "stop") {
    logger.info("application context has been cancelled", {
      error: stop.reason,
    });
  } else {
    logger.error("etcd was not ready in time, stopping it", {
      timeoutMs: options.readyTimeoutMs,
    });
  }
  if (readySinceMs !== undefined) {
    await handOver(options);
    const sinceMs = performance.now() - readySinceMs;
    await delay(Math.max(SIGNAL_HANDLER_MS - sinceMs, 0));
  }
  const spentMs = performance.now() - stoppingMs;
  const end = await etcd.stop({
    timeoutMs: Math.max(options.stopTimeoutMs - spentMs, 0),
    kill: options.force,
  });
  if (cause === "never ready") return { kind: cause, end };
  return {
    kind: "stopped",
    end,
    isClean: readySinceMs !== undefined && isOwnEnd(end),
  };
}

/** Hands over until it is done, the end is forced, or etcd is gone. */
async function handOver(
  { etcd, force, handOver }: MemberOptions,
): Promise<void> {
  const gone = new AbortController();
  void etcd.ended.then(() => gone.abort(new Error("etcd has ended")));
  await handOver(AbortSignal.any([force, gone.signal]));
}

/** etcd ends itself with the signal that it has closed on; as PID 1 with 0. */
function isOwnEnd(end: EtcdStop): boolean {
  if (end.wasKilled) return false;
  return end.code === 0 || end.signal === "SIGTERM" || end.signal === "SIGINT";
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Resolves when the time is over and the member has never been ready. */
async function timeoutOf(
  timeoutMs: number,
  firstReady: Promise<void>,
  signal: AbortSignal,
): Promise<"never ready"> {
  const forever = new Promise<never>(() => {});
  if (timeoutMs <= 0) return await forever;
  const waiting = new AbortController();
  const cancel = () => waiting.abort();
  signal.addEventListener("abort", cancel, { once: true });
  void firstReady.then(cancel);
  try {
    await delay(timeoutMs, { signal: waiting.signal });
  } catch {
    return await forever;
  }
  return "never ready";
}
