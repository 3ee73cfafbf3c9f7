/** What the operating system maps at a time; a mapping ends at a multiple. */
const MAPPED_UNIT_BYTES = 4096;

/** A database file that is read here and there, never written, never locked. */
export class PageFile implements Disposable {
  /** Path of the file. */
  readonly path: string;
  /** Length of the file. */
  readonly fileBytes: number;
  /**
   * Up to here bbolt can look at the file, which it maps into memory: what
   * follows the file's end in the last unit reads as zeros.
   */
  readonly mappedBytes: number;
  readonly #file: Deno.FsFile;

  /** Opens the file for reading. */
  constructor(path: string) {
    this.path = path;
    this.#file = Deno.openSync(path, { read: true });
    this.fileBytes = this.#file.statSync().size;
    this.mappedBytes = Math.ceil(this.fileBytes / MAPPED_UNIT_BYTES) *
      MAPPED_UNIT_BYTES;
  }

  /** Fills the target from an offset on; zeros where the file has ended. */
  readInto(offset: number, target: Uint8Array): void {
    let filled = 0;
    if (offset < this.fileBytes) {
      this.#file.seekSync(offset, Deno.SeekMode.Start);
      while (filled < target.length) {
        const count = this.#file.readSync(target.subarray(filled));
        if (count === null) break;
        filled += count;
      }
    }
    target.fill(0, filled);
  }

  /** Reads bytes from an offset on; zeros where the file has ended. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const target = new Uint8Array(length);
    this.readInto(offset, target);
    return target;
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}
