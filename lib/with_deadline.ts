/** A step that did not end in its time. */
export class DeadlineError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "DeadlineError";

  /** Names the time that was given. */
  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs / 1000} s`);
  }
}

/**
 * Runs a step with a signal that is aborted with `signal`, or with a
 * {@linkcode DeadlineError} after `timeoutMs`. Leaves neither timer nor
 * listener behind, so it can be called for ever on one long-lived signal.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  signal: AbortSignal,
  step: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  signal.addEventListener("abort", abort);
  const timer = setTimeout(
    () => controller.abort(new DeadlineError(timeoutMs)),
    timeoutMs,
  );
  try {
    return await step(controller.signal);
  } catch (error) {
    // What a step throws for an abort differs; the reason says why.
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}
