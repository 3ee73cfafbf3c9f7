import { delay } from "@std/async/delay";
import { DeadlineError, withDeadline } from "../with_deadline.ts";

/** How long, and how often. */
export interface PollOptions {
  /** Limit of it all. */
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

const PERIOD_MS = 100;

/**
 * Asks until there is a result; false when there was none in time. A try that
 * fails counts as one without.
 */
export async function poll(
  { timeoutMs, signal }: PollOptions,
  ask: (signal: AbortSignal) => Promise<boolean>,
): Promise<boolean> {
  try {
    return await withDeadline(timeoutMs, signal, async (signal) => {
      while (true) {
        const hasResult = await ask(signal)
          .catch(() => false);
        if (hasResult) return true;
        await delay(PERIOD_MS, { signal });
      }
    });
  } catch (error) {
    if (error instanceof DeadlineError) return false;
    throw error;
  }
}
