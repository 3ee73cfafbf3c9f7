/** What is told of a row of measured values. */
export interface Summary {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly n: number;
}

/** Sums up measured values, of which there must be one at least. */
export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) {
    throw new RangeError("Cannot sum up values: there are none");
  }
  return { min, median: middle(sorted), max, n: sorted.length };
}

/** The median of measured values. */
export function median(values: readonly number[]): number {
  return summarize(values).median;
}

function middle(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? 0;
  const lower = sorted[Math.ceil(half) - 1] ?? 0;
  return (lower + upper) / 2;
}
