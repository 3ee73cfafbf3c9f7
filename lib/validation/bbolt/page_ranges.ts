/** Consecutive pages, from the first to the last one. */
export interface PageRange {
  /** The first page. */
  readonly first: number;
  /** The last page. */
  readonly last: number;
}

/** Puts consecutive page ids together for which a condition holds. */
export function* pageRanges(
  count: number,
  holds: (id: number) => boolean,
): Generator<PageRange> {
  let first: number | undefined;
  for (let id = 0; id <= count; id++) {
    if (id < count && holds(id)) {
      first ??= id;
    } else if (first !== undefined) {
      yield { first, last: id - 1 };
      first = undefined;
    }
  }
}
