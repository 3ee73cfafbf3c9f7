import type { HealthTracker } from "./health/health_tracker.ts";
import { EXIT_CODE } from "./process/exit_code.ts";

/** The data was not initialized within `--initialization-timeout`. */
export class InitializationTimeoutError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "InitializationTimeoutError";
  /** The exit code of the program that ends with this error. */
  readonly exitCode: number = EXIT_CODE.initializationTimeout;
  /** What the record of the end says. */
  readonly runEndCause = "InitializationTimeout";
}

/** A timer cannot be set for longer: it would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What limits an initialization; disposing of it takes the limit away. */
export interface InitializationLimit extends Disposable {
  /** Aborted with an {@linkcode InitializationTimeoutError}. */
  readonly signal: AbortSignal;
}

/** Starts the limit; 0 or less: there is none. The error names the last cause. */
export function limitInitialization(
  timeoutMs: number,
  health: HealthTracker,
): InitializationLimit {
  const limit = new AbortController();
  if (timeoutMs <= 0) {
    return { signal: limit.signal, [Symbol.dispose]() {} };
  }
  const timer = setTimeout(() => {
    const { cause, phase, sidecar } = health.current;
    const told = [cause, phase.detail, sidecar?.lastAnswer];
    limit.abort(
      new InitializationTimeoutError(
        `The data was not initialized within ${timeoutMs / 1000} s: ${
          told.filter((text) => text !== undefined && text !== "").join(": ")
        }`,
      ),
    );
  }, Math.min(timeoutMs, MAX_TIMER_MS));
  return { signal: limit.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
