import type { PageFile } from "./page_file.ts";

/** A page in a buffer, which may end before the page does. */
export interface PageBytes {
  /** Number of the page. */
  readonly id: number;
  /** The buffer. */
  readonly bytes: Uint8Array;
  /** The same memory as 32-bit words, for the headers. */
  readonly words: Uint32Array;
  /** Where the page begins in the buffer. */
  readonly start: number;
  /** Where its bytes end in the buffer. */
  readonly end: number;
  /** Where the page begins in the file. */
  readonly fileOffset: number;
  /** Where the page ends in the file, with its overflow. */
  readonly fileEnd: number;
}

/** What a page's header says. */
export interface PageHeader {
  /** Number of the page. */
  readonly id: number;
  /** The kind of the page. */
  readonly flags: number;
  /** Number of its elements. */
  readonly count: number;
  /** How many pages more belong to it. */
  readonly overflow: number;
}

/** An entry of a page; a branch's has a child, a leaf's has a value. */
export interface Element {
  /** Whether the value is a bucket. */
  readonly isBucket: boolean;
  /** A branch's child; 0 in a leaf. */
  readonly child: number;
  /** The key. */
  readonly key: Uint8Array;
  /** Where the key is in the file. */
  readonly keyOffset: number;
  /** Where the value is in the file. */
  readonly valueOffset: number;
  /** Length of the value. */
  readonly valueBytes: number;
  /** Where it ends in the file. */
  readonly end: number;
}

/** Kinds of pages by their flags; no other combination is allowed. */
export const PAGE_FLAGS = {
  branch: 0x01,
  leaf: 0x02,
  meta: 0x04,
  freelist: 0x10,
} as const;

/** Bytes of a page's header, and of the header of every element after it. */
export const HEADER_BYTES = 16;

/** An element's flag that says that its value is a bucket. */
export const BUCKET_FLAG = 1;

/** No key is longer; more of one is never needed to compare it. */
const MAX_KEY_BYTES = 32_768;

/** Reads a page's header. */
export function pageHeader({ words, start }: PageBytes): PageHeader {
  const word = start >> 2;
  const kind = words[word + 2] ?? 0;
  return {
    id: (words[word] ?? 0) + (words[word + 1] ?? 0) * 0x1_0000_0000,
    flags: kind & 0xffff,
    count: kind >>> 16,
    overflow: words[word + 3] ?? 0,
  };
}

/** Reads one element of a branch or a leaf, wherever its key may be. */
export function readElement(
  file: PageFile,
  page: PageBytes,
  index: number,
): Element {
  const { words, fileOffset } = page;
  const isLeaf = (pageHeader(page).flags & PAGE_FLAGS.leaf) !== 0;
  const inPage = HEADER_BYTES * (index + 1);
  const word = (page.start + inPage) >> 2;
  const first = words[word] ?? 0;
  const second = words[word + 1] ?? 0;
  const third = words[word + 2] ?? 0;
  const fourth = words[word + 3] ?? 0;
  // A branch has position, key size and child; a leaf has flags first.
  const position = isLeaf ? second : first;
  const keyBytes = isLeaf ? third : second;
  const valueBytes = isLeaf ? fourth : 0;
  const keyOffset = fileOffset + inPage + position;
  const valueOffset = keyOffset + keyBytes;
  return {
    isBucket: isLeaf && (first & BUCKET_FLAG) !== 0,
    child: isLeaf ? 0 : third + fourth * 0x1_0000_0000,
    key: bytesAt(file, page, keyOffset, Math.min(keyBytes, MAX_KEY_BYTES)),
    keyOffset,
    valueOffset,
    valueBytes,
    end: valueOffset + valueBytes,
  };
}

/** Bytes at an offset of the file, from the page's buffer where they are in it. */
export function bytesAt(
  file: PageFile,
  page: PageBytes,
  fileOffset: number,
  length: number,
): Uint8Array {
  const from = page.start + fileOffset - page.fileOffset;
  return from + length <= page.end
    ? page.bytes.subarray(from, from + length)
    : file.read(fileOffset, length);
}
