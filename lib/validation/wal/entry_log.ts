import type { LogPosition } from "../raft_messages.ts";

/** An entry that does not follow the entries before it. */
export interface EntryGap {
  /** The segment in which the entry stands, counted from 0. */
  readonly segment: number;
  /** Where its record begins in the segment, in bytes. */
  readonly offset: number;
  /** Index of the last entry before the gap. */
  readonly before: bigint;
  /** Index of the entry behind the gap. */
  readonly after: bigint;
  /** It does not matter to a start from a snapshot of this index or above. */
  readonly harmlessFrom: bigint;
}

/**
 * Follows the indexes and terms of the entries, remembering just where they
 * change: raft may go back and overwrite what is not committed, and leave a
 * gap where it got a snapshot instead.
 */
export class EntryLog {
  /** The last index that is known to be committed. */
  commit = 0n;
  /** The index of the entry that came first. */
  first: bigint | undefined;
  /** All gaps, in the order in which they were met. */
  readonly gaps: EntryGap[] = [];
  /** The first entry of each segment that has one. */
  readonly firstOfSegment: (LogPosition & { offset: number } | undefined)[] =
    [];
  /** Entries that no later one reaches, with falling indexes. */
  readonly #tails: { index: bigint; segment: number }[] = [];
  /** Where the terms begin, in the log as it stands. */
  readonly #terms: LogPosition[] = [];
  readonly #note: (code: string, message: string) => void;

  /** Calls `note` with whatever raft would not have written. */
  constructor(note: (code: string, message: string) => void) {
    this.#note = note;
  }

  /** Where the terms begin, in the log as it stands. */
  get terms(): readonly LogPosition[] {
    return this.#terms;
  }

  /** The index of the last entry. */
  get last(): bigint | undefined {
    return this.#tails.at(-1)?.index;
  }

  /** The last entry above an index that stands in a segment or behind it. */
  lastAbove(index: bigint, segment: number): bigint | undefined {
    return this.#tails.findLast((tail) =>
      tail.index > index && tail.segment >= segment
    )?.index;
  }

  /** Takes the next entry. */
  add(entry: LogPosition, segment: number, offset: number): void {
    const { index } = entry;
    this.first ??= index;
    this.firstOfSegment[segment] ??= { ...entry, offset };
    const before = this.last;
    if (this.#continue(entry, segment)) return;
    if (before !== undefined && index > before + 1n) {
      const harmlessFrom = this.#harmlessFrom(index - 1n);
      this.gaps.push({ segment, offset, before, after: index, harmlessFrom });
    }
    this.#checkOverwrite(entry, before);
    this.#addTerm(entry);
    while ((this.last ?? index + 1n) <= index) this.#tails.pop();
    this.#tails.push({ index, segment });
  }

  /** Takes an entry that just follows the one before, as nearly all do. */
  #continue({ index, term }: LogPosition, segment: number): boolean {
    const [tail] = this.#tails;
    const isNext = tail !== undefined && this.#tails.length === 1 &&
      tail.segment === segment && tail.index + 1n === index &&
      this.#terms.at(-1)?.term === term;
    if (isNext) tail.index = index;
    return isNext;
  }

  /** Older entries, from before going back, can bridge a gap. */
  #harmlessFrom(predecessor: bigint): bigint {
    const bridge = this.#tails.findLastIndex(({ index }) =>
      index >= predecessor
    );
    if (bridge === -1) return predecessor;
    return this.#tails[bridge + 1]?.index ?? predecessor;
  }

  #checkOverwrite(
    { index, term }: LogPosition,
    last: bigint | undefined,
  ): void {
    if (last === undefined || index > last || index > this.commit) return;
    const known = this.#terms.findLast((it) => it.index <= index)?.term;
    if (known === undefined || known === term) return;
    this.#note(
      "WAL_OVERWRITE",
      `entry ${index} is overwritten although ${this.commit} is committed`,
    );
  }

  #addTerm(entry: LogPosition): void {
    const terms = this.#terms;
    while ((terms.at(-1)?.index ?? -1n) >= entry.index) terms.pop();
    const before = terms.at(-1)?.term;
    if (before !== undefined && entry.term < before) {
      const text = `the term falls from ${before} to ${entry.term}`;
      this.#note("WAL_ENTRY_TERM", `${text} at entry ${entry.index}`);
    }
    if (before !== entry.term) {
      terms.push({ index: entry.index, term: entry.term });
    }
  }
}
