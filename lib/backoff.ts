/** What {@linkcode createBackoff} needs. */
export interface BackoffOptions {
  /** The first delay. */
  readonly firstMs: number;
  /** The longest delay. */
  readonly maxMs: number;
  /** Part of each delay that is left to chance, 0 to 1. */
  readonly jitter: number;
}

/** A row of growing delays. */
export interface Backoff {
  /** The next delay in milliseconds: twice the one before, up to the limit. */
  readonly next: () => number;
  /** Starts again with the first delay. */
  readonly reset: () => void;
}

/** Creates a row of delays that doubles from `firstMs` to `maxMs`. */
export function createBackoff(options: BackoffOptions): Backoff {
  const { firstMs, maxMs, jitter } = options;
  let delayMs = firstMs;
  return {
    next() {
      const current = delayMs;
      delayMs = Math.min(delayMs * 2, maxMs);
      return current * (1 - jitter * Math.random());
    },
    reset() {
      delayMs = firstMs;
    },
  };
}
