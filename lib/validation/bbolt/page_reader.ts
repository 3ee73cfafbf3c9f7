import type { PageFile } from "./page_file.ts";
import {
  HEADER_BYTES,
  type PageBytes,
  type PageHeader,
  pageHeader,
} from "./tree_page.ts";

/** As much of one page as is held in memory; the rest is read in parts. */
const MAX_READ_BYTES = 16 * 1024 * 1024;

/** Larger pages are rare, and memory for them is not kept. */
const SHARED_BYTES = 1024 * 1024;

/** Reads single pages, each with its overflow. */
export class PageReader {
  readonly #file: PageFile;
  readonly #pageSize: number;
  readonly #header = new Uint8Array(HEADER_BYTES);
  #shared: Uint8Array<ArrayBuffer> | undefined;

  /** Reads from a file. */
  constructor(file: PageFile, pageSize: number) {
    this.#file = file;
    this.#pageSize = pageSize;
  }

  /** Reads just the header of a page. */
  readHeader(id: number): PageHeader {
    const offset = id * this.#pageSize;
    this.#file.readInto(offset, this.#header);
    return pageHeader(pageBytes(id, offset, this.#header));
  }

  /** Reads a page into memory of its own. */
  read(id: number): PageBytes {
    return this.#read(id, (size) => new Uint8Array(size));
  }

  /** Reads a page into memory that the next call uses again. */
  readForNow(id: number): PageBytes {
    return this.#read(id, (size) => {
      if (size > SHARED_BYTES) return new Uint8Array(size);
      this.#shared ??= new Uint8Array(SHARED_BYTES);
      return this.#shared.subarray(0, size);
    });
  }

  #read(
    id: number,
    allocate: (size: number) => Uint8Array<ArrayBuffer>,
  ): PageBytes {
    const fileOffset = id * this.#pageSize;
    const first = allocate(this.#pageSize);
    this.#file.readInto(fileOffset, first);
    const page = pageBytes(id, fileOffset, first);
    const { overflow } = pageHeader(page);
    if (overflow === 0) return page;
    const size = (overflow + 1) * this.#pageSize;
    const rest = Math.max(this.#file.mappedBytes - fileOffset, this.#pageSize);
    const bytes = allocate(Math.min(size, rest, MAX_READ_BYTES));
    this.#file.readInto(fileOffset, bytes);
    const fileEnd = fileOffset + size;
    return { ...pageBytes(id, fileOffset, bytes), fileEnd };
  }
}

function pageBytes(
  id: number,
  fileOffset: number,
  bytes: Uint8Array<ArrayBuffer>,
): PageBytes {
  return {
    id,
    bytes,
    words: new Uint32Array(bytes.buffer, 0, bytes.length >> 2),
    start: 0,
    end: bytes.length,
    fileOffset,
    fileEnd: fileOffset + bytes.length,
  };
}
