import { RecordError } from "./record_error.ts";

/** How much is read at once: enough for a disk, little for a memory. */
const CHUNK_BYTES = 1024 * 1024;

/** A piece of a file that moves forward through it. */
export class FileWindow {
  /** Where in the file the piece begins. */
  offset = 0;
  /** The piece; the next call of `fill` replaces what it holds. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Whether the file has nothing behind the piece. */
  isAtEnd = false;
  readonly #file: Deno.FsFile;
  #buffer: Uint8Array<ArrayBuffer>;

  /** Reads the file from where it stands, which has to be its begin. */
  constructor(file: Deno.FsFile, chunkBytes: number = CHUNK_BYTES) {
    this.#file = file;
    this.#buffer = new Uint8Array(chunkBytes);
  }

  /**
   * Drops the first bytes of the piece and reads on until it holds what is
   * needed, or the file ends.
   */
  async fill(dropBytes: number, neededBytes: number): Promise<void> {
    const kept = this.bytes.subarray(dropBytes);
    const needsRoom = neededBytes > this.#buffer.length;
    if (needsRoom) this.#buffer = new Uint8Array(neededBytes);
    if (needsRoom || dropBytes > 0) this.#buffer.set(kept);
    this.offset += dropBytes;
    let length = kept.length;
    while (length < neededBytes && !this.isAtEnd) {
      const read = await this.#read(length);
      if (read === null) this.isAtEnd = true;
      else length += read;
    }
    this.bytes = this.#buffer.subarray(0, length);
  }

  async #read(length: number): Promise<number | null> {
    try {
      return await this.#file.read(this.#buffer.subarray(length));
    } catch (cause) {
      const offset = this.offset + length;
      const message = `the file cannot be read: ${(cause as Error).message}`;
      throw new RecordError("WAL_READ", offset, message, { cause });
    }
  }
}
