import { delay } from "@std/async/delay";

/** How much another clock is ahead of this one. */
export interface ClockDifference {
  /** Ahead by this; negative: behind. */
  readonly offsetMs: number;
  /** The truth differs from it by at most so much. */
  readonly precisionMs: number;
}

/** What {@linkcode measureClock} asks. */
export interface MeasureClockOptions {
  /** Something that answers with a `Date` header. */
  readonly url: string;
  /** Knows the certificates. */
  readonly http: Deno.HttpClient;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** How often it is asked. @default {9} */
  readonly samples?: number;
}

/** A `Date` header counts whole seconds: it was written within this. */
const HEADER_STEP_MS = 1000;
/** Nine samples spread over a second, so that its turn falls between two. */
const PAUSE_MS = 120;

/**
 * Compares clocks by `Date` headers. Each answer says that the other clock was
 * within one second at some moment between question and answer; several of
 * them at different times of the second narrow that down to their distance.
 *
 * @throws {Error} When there is no answer, or none with a date.
 */
export async function measureClock(
  { url, http, signal, samples = 9 }: MeasureClockOptions,
): Promise<ClockDifference> {
  let [lowMs, highMs] = [-Infinity, Infinity];
  for (let count = 0; count < samples; count++) {
    if (count > 0) await delay(PAUSE_MS, { signal });
    const askedMs = Date.now();
    const response = await fetch(url, { client: http, signal });
    const answeredMs = Date.now();
    await response.body?.cancel();
    const headerMs = Date.parse(response.headers.get("date") ?? "");
    if (Number.isNaN(headerMs)) throw new Error(`no Date header from ${url}`);
    lowMs = Math.max(lowMs, headerMs - answeredMs);
    highMs = Math.min(highMs, headerMs + HEADER_STEP_MS - askedMs);
  }
  // A clock that is set meanwhile contradicts itself.
  const [from, to] = [Math.min(lowMs, highMs), Math.max(lowMs, highMs)];
  return {
    offsetMs: Math.round((from + to) / 2),
    precisionMs: Math.ceil((to - from) / 2),
  };
}
