const USED = 1;
const FREE = 2;
const SEEN = 4;
const KIND_SHIFT = 4;

/** What is known of every page, one byte each. */
export class PageMap {
  /** The first page id that was never given out; it has an entry too. */
  readonly highWaterMark: number;
  readonly #states: Uint8Array;

  /** Starts with nothing known. */
  constructor(highWaterMark: number) {
    this.highWaterMark = highWaterMark;
    this.#states = new Uint8Array(highWaterMark + 1);
  }

  /** Whether something refers to the page, or it belongs to such a page. */
  isUsed(id: number): boolean {
    return ((this.#states[id] ?? 0) & USED) !== 0;
  }

  /** Whether the list of free pages has it. */
  isFree(id: number): boolean {
    return ((this.#states[id] ?? 0) & FREE) !== 0;
  }

  /** Whether it begins a page of a tree that was not looked at yet. */
  isDue(id: number): boolean {
    return ((this.#states[id] ?? 0) & (USED | SEEN)) === USED;
  }

  /** The kind of bucket that the page belongs to. */
  kind(id: number): number {
    return (this.#states[id] ?? 0) >> KIND_SHIFT;
  }

  /** Notes a reference to a page of a tree. */
  use(id: number, kind: number): void {
    this.#set(id, USED | (kind << KIND_SHIFT));
  }

  /** Notes that the page was looked at, or holds no header to look at. */
  see(id: number): void {
    this.#set(id, USED | SEEN);
  }

  /** Notes that the list of free pages has it. */
  free(id: number): void {
    this.#set(id, FREE);
  }

  /** How many pages below the high water mark nothing uses. */
  countUnused(): number {
    let count = 0;
    const states = this.#states;
    for (let id = 0; id < this.highWaterMark; id++) {
      if (((states[id] ?? 0) & USED) === 0) count++;
    }
    return count;
  }

  #set(id: number, bits: number): void {
    if (id > this.highWaterMark) return;
    this.#states[id] = (this.#states[id] ?? 0) | bits;
  }
}
