import { RecordError } from "./record_error.ts";

/** How much is read at once: enough for a disk, little for a memory. */
const CHUNK_BYTES = 1024 * 1024;

/** A chunk that is being read, or has been; `null` is the end of the file. */
type Reading = Promise<{ readonly length: number | null } | { error: unknown }>;

/**
 * A piece of a file that moves forward through it. While one piece is looked
 * at the next one is being read.
 */
export class FileWindow implements AsyncDisposable {
  /** Where in the file the piece begins. */
  offset = 0;
  /** The piece; the next call of `fill` replaces what it holds. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Whether the file has nothing behind the piece. */
  isAtEnd = false;
  readonly #file: Deno.FsFile;
  readonly #chunkBytes: number;
  /** In front of a chunk is room for what is kept of the one before. */
  #spare: Uint8Array<ArrayBuffer>;
  #current: Uint8Array<ArrayBuffer>;
  #reading: Reading | undefined;

  /** Reads the file from where it stands, which has to be its begin. */
  constructor(file: Deno.FsFile, chunkBytes: number = CHUNK_BYTES) {
    this.#file = file;
    this.#chunkBytes = chunkBytes;
    this.#spare = new Uint8Array(2 * chunkBytes);
    this.#current = new Uint8Array(2 * chunkBytes);
  }

  /**
   * Drops the first bytes of the piece and reads on until it holds what is
   * needed, or the file ends.
   */
  async fill(dropBytes: number, neededBytes: number): Promise<void> {
    this.bytes = this.bytes.subarray(dropBytes);
    this.offset += dropBytes;
    while (this.bytes.length < neededBytes && !this.isAtEnd) {
      await this.#append(neededBytes);
    }
  }

  /** Waits for what is being read, so that the file can be closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reading;
  }

  async #append(neededBytes: number): Promise<void> {
    const read = await (this.#reading ?? this.#read());
    this.#reading = undefined;
    if ("error" in read) throw this.#failure(read.error);
    const { length } = read;
    if (length === null) {
      this.isAtEnd = true;
      return;
    }
    this.bytes = this.#join(length, neededBytes);
    [this.#spare, this.#current] = [this.#current, this.#spare];
    this.#reading = this.#read();
  }

  /** Puts what is kept in front of what was read. */
  #join(length: number, neededBytes: number): Uint8Array<ArrayBuffer> {
    const kept = this.bytes;
    const chunk = this.#chunkBytes;
    const room = chunk - kept.length;
    if (room >= 0) {
      this.#spare.set(kept, room);
      return this.#spare.subarray(room, chunk + length);
    }
    // A record that is larger than a chunk grows in a buffer of its own.
    const total = kept.length + length;
    const isOwn = kept.buffer.byteLength >= total + kept.byteOffset &&
      kept.buffer !== this.#current.buffer &&
      kept.buffer !== this.#spare.buffer;
    const joined = isOwn
      ? new Uint8Array(kept.buffer, kept.byteOffset, total)
      : new Uint8Array(Math.max(neededBytes + chunk, total)).subarray(0, total);
    if (!isOwn) joined.set(kept);
    joined.set(this.#spare.subarray(chunk, chunk + length), kept.length);
    return joined;
  }

  async #read(): Reading {
    const from = this.#chunkBytes;
    try {
      return { length: await this.#file.read(this.#spare.subarray(from)) };
    } catch (error) {
      return { error };
    }
  }

  #failure(cause: unknown): RecordError {
    const offset = this.offset + this.bytes.length;
    const message = `the file cannot be read: ${(cause as Error).message}`;
    return new RecordError("WAL_READ", offset, message, { cause });
  }
}
