import { delay } from "@std/async/delay";
import { withDeadline } from "../with_deadline.ts";

/** What the last check of the member said. */
export interface Readiness {
  /** Whether the member answered. */
  readonly isReady: boolean;
  /** Why it is not ready; undefined when it is. */
  readonly error: unknown;
  /** How long the check took. */
  readonly latencyMs: number;
}

/** What {@linkcode watchReadiness} needs. */
export interface ReadinessOptions {
  /** Resolves when the member is ready, rejects with the reason otherwise. */
  readonly check: (signal: AbortSignal) => Promise<void>;
  /** Called after each check. */
  readonly onResult: (readiness: Readiness) => void;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** From the start of a check to that of the next. @default {2000} */
  readonly periodMs?: number;
  /** Limit of one check. @default {5000} */
  readonly checkTimeoutMs?: number;
}

/** The original's figures: a check every 2 s, each with 5 s. */
const PERIOD_MS = 2000;
const CHECK_TIMEOUT_MS = 5000;
/** etcd opens its port about 20 ms after its start. */
const OPENING_RETRY_MS = 10;
const OPENING_MS = 1000;
const RETRY_MS = 1000;

/**
 * Checks the member again and again until `signal` is aborted. Before the
 * first success there is no waiting for the next period: etcd's port takes
 * the request early and answers it the moment the member is ready.
 */
export async function watchReadiness(options: ReadinessOptions): Promise<void> {
  const { onResult, signal, periodMs = PERIOD_MS } = options;
  let wasReady = false;
  const beganMs = performance.now();
  while (!signal.aborted) {
    const startedMs = performance.now();
    const readiness = await checkOnce(options);
    if (signal.aborted) return;
    onResult(readiness);
    wasReady ||= readiness.isReady;
    const nowMs = performance.now();
    const retryMs = nowMs - beganMs < OPENING_MS ? OPENING_RETRY_MS : RETRY_MS;
    const waitMs = wasReady ? periodMs - (nowMs - startedMs) : retryMs;
    // An abort ends the wait, and the loop with it.
    await delay(Math.max(waitMs, 0), { signal }).catch(() => {});
  }
}

async function checkOnce(options: ReadinessOptions): Promise<Readiness> {
  const { check, signal, checkTimeoutMs = CHECK_TIMEOUT_MS } = options;
  const startedMs = performance.now();
  const latencyMs = () => performance.now() - startedMs;
  try {
    await withDeadline(checkTimeoutMs, signal, check);
    return { isReady: true, error: undefined, latencyMs: latencyMs() };
  } catch (error) {
    return { isReady: false, error, latencyMs: latencyMs() };
  }
}
