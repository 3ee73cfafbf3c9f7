import { delay } from "@std/async/delay";

/** Options of {@linkcode until}. */
export interface UntilOptions {
  /** How long the condition may take. @default {15000} */
  readonly timeoutMs?: number;
  /** Pause between two probes. @default {20} */
  readonly intervalMs?: number;
}

/** Resolves with the first truthy value of `probe`, rejects after a limit. */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<NonNullable<T>> {
  const { timeoutMs = 15_000, intervalMs = 20 } = options;
  const deadline = Date.now() + timeoutMs;
  let last = "no result yet";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    while (true) {
      // A probe that hangs must not outlast the limit, so both are raced.
      const result = await Promise.race([settle(probe), limit]);
      if (result === undefined) break;
      if (result.value) return result.value;
      last = result.text;
      const leftMs = deadline - Date.now();
      if (leftMs <= 0) break;
      await delay(Math.min(intervalMs, leftMs));
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(
    `Timed out after ${timeoutMs} ms waiting for ${what}: ${last}`,
  );
}

async function settle<T>(
  probe: () => T | Promise<T>,
): Promise<{ readonly value?: T; readonly text: string }> {
  try {
    const value = await probe();
    return { value, text: `last result ${Deno.inspect(value)}` };
  } catch (error) {
    return { text: `last error ${error}` };
  }
}
