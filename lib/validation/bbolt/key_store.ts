import { compareBytes } from "./compare_bytes.ts";
import type { PageFile } from "./page_file.ts";

const CHUNK_SHIFT = 20;
const CHUNK_BYTES = 1 << CHUNK_SHIFT;

/** Longer keys keep their head; the rest is read again where that is not enough. */
const MAX_STORED_BYTES = 32;

/* The first byte of a record: the length of the head, or one of these. */
const UNBOUNDED = 0xff;
const END_OF_CHUNK = 0xfe;
const IS_CUT = 0x80;

/** After the head of a cut key: where it is in the file, and its length. */
const PLACE_BYTES = 8 + 4;

/**
 * The keys that branches name for their children, in little memory: a child's
 * own keys are compared with them when it is come upon. They are found again
 * by the address that they were put at, and one after the other from there.
 */
export class KeyStore {
  readonly #file: PageFile;
  readonly #chunks: Uint8Array[] = [];
  #used = CHUNK_BYTES;

  /** Starts empty. */
  constructor(file: PageFile) {
    this.#file = file;
  }

  /** Keeps a key, which is at that place of the file; returns its address. */
  add(
    bytes: Uint8Array,
    start: number,
    end: number,
    fileOffset: number,
  ): number {
    const isCut = end - start > MAX_STORED_BYTES;
    const headBytes = isCut ? MAX_STORED_BYTES : end - start;
    const address = this.#allocate(1 + headBytes + (isCut ? PLACE_BYTES : 0));
    const chunk = this.#chunk(address);
    const from = address & (CHUNK_BYTES - 1);
    chunk[from] = headBytes | (isCut ? IS_CUT : 0);
    for (let index = 0; index < headBytes; index++) {
      chunk[from + 1 + index] = bytes[start + index] ?? 0;
    }
    if (isCut) {
      const view = new DataView(chunk.buffer, from + 1 + headBytes);
      view.setFloat64(0, fileOffset);
      view.setUint32(8, end - start);
    }
    return address;
  }

  /** Keeps a bound that every key is within; returns its address. */
  addUnbounded(): number {
    const address = this.#allocate(1);
    this.#chunk(address)[address & (CHUNK_BYTES - 1)] = UNBOUNDED;
    return address;
  }

  /** Keeps a bound once more; returns its new address. */
  addCopy(address: number): number {
    const from = address & (CHUNK_BYTES - 1);
    const bytes = this.#recordBytes(address);
    const record = this.#chunk(address).slice(from, from + bytes);
    const copy = this.#allocate(bytes);
    this.#chunk(copy).set(record, copy & (CHUNK_BYTES - 1));
    return copy;
  }

  /** The address of what was kept next. */
  next(address: number): number {
    const next = address + this.#recordBytes(address);
    const inChunk = next & (CHUNK_BYTES - 1);
    return inChunk !== 0 && this.#chunk(next)[inChunk] === END_OF_CHUNK
      ? next - inChunk + CHUNK_BYTES
      : next;
  }

  /**
   * Orders a key, which is from `start` to `end` in a buffer, against the one
   * at an address: negative below it, 0 equal or no bound, positive above it.
   */
  compare(
    bytes: Uint8Array,
    start: number,
    end: number,
    address: number,
  ): number | undefined {
    const chunk = this.#chunk(address);
    const from = address & (CHUNK_BYTES - 1);
    const head = chunk[from] ?? 0;
    if (head === UNBOUNDED) return undefined;
    const stored = head & ~IS_CUT;
    const shared = Math.min(stored, end - start);
    for (let index = 0; index < shared; index++) {
      const difference = (bytes[start + index] ?? 0) -
        (chunk[from + 1 + index] ?? 0);
      if (difference !== 0) return difference;
    }
    if (head < IS_CUT || end - start < stored) return end - start - stored;
    const view = new DataView(chunk.buffer, from + 1 + stored);
    const rest = view.getUint32(8) - stored;
    const tail = this.#file.read(view.getFloat64(0) + stored, rest);
    return compareBytes(bytes.subarray(start + stored, end), tail);
  }

  /** Says whether a key is at or above the bound at an address, and below the next one. */
  isWithin(key: Uint8Array, address: number): boolean {
    const lower = this.compare(key, 0, key.length, address);
    const upper = this.compare(key, 0, key.length, this.next(address));
    return (lower ?? 0) >= 0 && (upper ?? -1) < 0;
  }

  #allocate(bytes: number): number {
    if (this.#used + bytes > CHUNK_BYTES) {
      if (this.#used < CHUNK_BYTES) {
        const last = this.#chunks.at(-1);
        if (last !== undefined) last[this.#used] = END_OF_CHUNK;
      }
      this.#chunks.push(new Uint8Array(CHUNK_BYTES));
      this.#used = 0;
    }
    const address = (this.#chunks.length - 1) * CHUNK_BYTES + this.#used;
    this.#used += bytes;
    return address;
  }

  #recordBytes(address: number): number {
    const head = this.#chunk(address)[address & (CHUNK_BYTES - 1)] ?? 0;
    if (head === UNBOUNDED) return 1;
    return head < IS_CUT ? 1 + head : 1 + (head & ~IS_CUT) + PLACE_BYTES;
  }

  #chunk(address: number): Uint8Array {
    const chunk = this.#chunks[address >>> CHUNK_SHIFT];
    if (chunk === undefined) {
      throw new RangeError(
        `Cannot find the key at ${address}: it was not kept`,
      );
    }
    return chunk;
  }
}
