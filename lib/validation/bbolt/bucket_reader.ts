import { parseBucketValue } from "./bucket_value.ts";
import { compareBytes } from "./compare_bytes.ts";
import { inlineLeaf } from "./inline_leaf.ts";
import type { PageFile } from "./page_file.ts";
import type { PageReader } from "./page_reader.ts";
import type { ProblemCode } from "./problems.ts";
import {
  bytesAt,
  HEADER_BYTES,
  PAGE_FLAGS,
  type PageBytes,
  pageHeader,
  readElement,
} from "./tree_page.ts";

/** A key and its value, which may be a bucket. */
export interface Entry {
  /** The key. */
  readonly key: Uint8Array;
  /** The value. */
  readonly value: Uint8Array;
  /** Whether the value is a bucket. */
  readonly isBucket: boolean;
  /** Where it begins in the file. */
  readonly offset: number;
}

/** A bucket, by its root page or by the leaf in its value. */
export type BucketHandle = number | PageBytes;

/** Something on the way through a tree is damaged. */
export class DamageError extends Error {
  /** Its name. */
  override readonly name = "DamageError";
  /** The kind of problem. */
  readonly code: ProblemCode;
  /** Where it begins in the file. */
  readonly offset: number;

  /** Says what is damaged, and where. */
  constructor(code: ProblemCode, offset: number, message: string) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

/** Deeper than any tree that fits on a disk. */
const MAX_DEPTH = 64;

/** Looks things up in buckets, reading no more than the pages on the way. */
export class BucketReader {
  readonly #file: PageFile;
  readonly #reader: PageReader;
  readonly #highWaterMark: number;

  /** Reads from a file with so many pages. */
  constructor(file: PageFile, reader: PageReader, highWaterMark: number) {
    this.#file = file;
    this.#reader = reader;
    this.#highWaterMark = highWaterMark;
  }

  /** The entry of a key; undefined when there is none. */
  find(bucket: BucketHandle, key: Uint8Array): Entry | undefined {
    const leaf = this.#descend(bucket, (page, count) => {
      let index = 0;
      while (index + 1 < count && this.#compare(page, index + 1, key) <= 0) {
        index++;
      }
      return index;
    });
    for (let index = 0; index < pageHeader(leaf).count; index++) {
      if (this.#compare(leaf, index, key) === 0) {
        return this.#entry(leaf, index);
      }
    }
    return undefined;
  }

  /** The last key; undefined when the bucket is empty. */
  lastKey(bucket: BucketHandle): Uint8Array | undefined {
    const leaf = this.#descend(bucket, (_, count) => count - 1);
    const { count } = pageHeader(leaf);
    return count === 0
      ? undefined
      : readElement(this.#file, leaf, count - 1).key;
  }

  /** Up to so many of the first entries, in the order of their keys. */
  entries(bucket: BucketHandle, limit: number): Entry[] {
    const found: Entry[] = [];
    const visit = (handle: BucketHandle, depth: number): void => {
      const page = this.#load(handle, depth);
      const { count, flags } = pageHeader(page);
      for (let index = 0; index < count && found.length < limit; index++) {
        if (flags === PAGE_FLAGS.leaf) found.push(this.#entry(page, index));
        else visit(readElement(this.#file, page, index).child, depth + 1);
      }
    };
    visit(bucket, 0);
    return found;
  }

  /** The bucket that an entry holds. */
  open({ value, offset, isBucket }: Entry): BucketHandle {
    const bucket = isBucket ? parseBucketValue(value) : undefined;
    if (bucket === undefined) {
      throw new DamageError(
        "DB_BUCKET_HEADER",
        offset,
        "A bucket's entry names no root page",
      );
    }
    if (bucket.root !== 0) return bucket.root;
    const leaf = inlineLeaf(value, offset);
    if (leaf === undefined || pageHeader(leaf).flags !== PAGE_FLAGS.leaf) {
      throw new DamageError(
        "DB_INLINE_BUCKET",
        offset,
        "A bucket should have its leaf in its value, but none is there",
      );
    }
    return leaf;
  }

  #descend(
    bucket: BucketHandle,
    choose: (page: PageBytes, count: number) => number,
  ): PageBytes {
    let handle = bucket;
    for (let depth = 0;; depth++) {
      const page = this.#load(handle, depth);
      const { flags, count } = pageHeader(page);
      if (flags === PAGE_FLAGS.leaf) return page;
      handle = readElement(this.#file, page, choose(page, count)).child;
    }
  }

  #load(handle: BucketHandle, depth: number): PageBytes {
    const page = typeof handle === "number"
      ? this.#loadPage(handle, depth)
      : handle;
    const { count, flags } = pageHeader(page);
    const isTooFull = page.start + HEADER_BYTES * (count + 1) > page.end;
    if (isTooFull || (flags === PAGE_FLAGS.branch && count === 0)) {
      throw new DamageError(
        isTooFull ? "DB_PAGE_COUNT" : "DB_BRANCH_EMPTY",
        page.fileOffset,
        `Page ${page.id} claims ${count} elements, which cannot be`,
      );
    }
    return page;
  }

  #loadPage(id: number, depth: number): PageBytes {
    if (id > this.#highWaterMark || id < 2 || depth > MAX_DEPTH) {
      throw new DamageError(
        depth > MAX_DEPTH ? "DB_PAGE_TWICE" : "DB_PAGE_BOUNDS",
        0,
        `A reference leads to page ${id}, which cannot be`,
      );
    }
    const page = this.#reader.read(id);
    const header = pageHeader(page);
    if (page.fileOffset >= this.#file.fileBytes) {
      throw new DamageError(
        "DB_PAGE_BEYOND_FILE",
        page.fileOffset,
        `Page ${id} is beyond the end of the file: the file was cut off`,
      );
    }
    if (header.id !== id) {
      throw new DamageError(
        "DB_PAGE_ID",
        page.fileOffset,
        `Page ${id} says that it is page ${header.id}`,
      );
    }
    const { branch, leaf } = PAGE_FLAGS;
    if (header.flags !== branch && header.flags !== leaf) {
      throw new DamageError(
        "DB_PAGE_TYPE",
        page.fileOffset,
        `Page ${id} belongs to a tree, but is of another type ` +
          `(flags ${header.flags})`,
      );
    }
    return page;
  }

  #compare(page: PageBytes, index: number, key: Uint8Array): number {
    return compareBytes(readElement(this.#file, page, index).key, key);
  }

  #entry(page: PageBytes, index: number): Entry {
    const { key, valueOffset, valueBytes, isBucket, end } = readElement(
      this.#file,
      page,
      index,
    );
    if (end > this.#file.mappedBytes) {
      throw new DamageError(
        "DB_ELEMENT_BEYOND_FILE",
        page.fileOffset,
        `Key ${index} of page ${page.id} ends beyond the end of the file`,
      );
    }
    const value = bytesAt(this.#file, page, valueOffset, valueBytes);
    return { key, value, isBucket, offset: valueOffset };
  }
}
