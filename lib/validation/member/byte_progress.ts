/** Told how many of the bytes are done. */
export type OnProgress = (doneBytes: number, totalBytes: number) => void;

/**
 * Makes one progress of several parts, which take turns: what is done never
 * falls, the total can grow while the parts find out how much they have.
 */
export class ByteProgress {
  readonly #totals: number[];
  readonly #done: number[];
  readonly #report: OnProgress;
  #reported = -1;

  /** Starts with what each part is expected to read. */
  constructor(expectedBytes: readonly number[], report: OnProgress) {
    this.#totals = [...expectedBytes];
    this.#done = expectedBytes.map(() => 0);
    this.#report = report;
  }

  /** The progress of one part. */
  part(at: number): OnProgress {
    return (doneBytes, totalBytes) => {
      this.#totals[at] = totalBytes;
      this.#done[at] = Math.min(doneBytes, totalBytes);
      this.#tell();
    };
  }

  /** Tells that one part is done, whether or not it has read all. */
  finish(at: number): void {
    this.#done[at] = this.#totals[at] ?? 0;
    this.#tell();
  }

  #tell(): void {
    const done = Math.max(this.#reported, sum(this.#done));
    if (done === this.#reported) return;
    this.#reported = done;
    this.#report(done, Math.max(done, sum(this.#totals)));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
