/** One way to get hold of something; rejects with why it does not work. */
export interface Way<T> {
  readonly name: string;
  readonly take: () => Promise<T>;
}

/**
 * Takes the first way that works; when none does, rejects with all of them
 * and with why each failed.
 */
export async function firstWay<T>(
  subject: string,
  ways: readonly Way<T>[],
): Promise<T> {
  const failures: string[] = [];
  for (const { name, take } of ways) {
    try {
      return await take();
    } catch (error) {
      if (error instanceof WrongChoiceError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      failures.push(`  ${failures.length + 1}. ${name}: ${reason}`);
    }
  }
  throw new Error(`Cannot provide ${subject}:\n${failures.join("\n")}`);
}

/** Something was chosen by name and is not usable, so no other way may count. */
export class WrongChoiceError extends Error {
  override readonly name = "WrongChoiceError";
}
