/** Takes one line of progress. */
export type LogLine = (line: string) => void;

/** Between two signs of life: often enough to see that it is not stuck. */
const SIGN_OF_LIFE_MS = 5_000;

/** Waits for work, reporting its begin, its end and the time so far. */
export async function withProgress<T>(
  label: string,
  log: LogLine,
  work: () => Promise<T>,
): Promise<T> {
  const start = performance.now();
  const elapsed = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  log(`${label} ...`);
  const timer = setInterval(
    () => log(`${label} ... ${elapsed()}`),
    SIGN_OF_LIFE_MS,
  );
  try {
    const result = await work();
    log(`${label}: done in ${elapsed()}`);
    return result;
  } catch (error) {
    log(`${label}: failed after ${elapsed()}`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
