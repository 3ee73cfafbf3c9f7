import { type Block, readBlocks } from "./read_blocks.ts";
import type { PageMap } from "./page_map.ts";
import type { PageReader } from "./page_reader.ts";
import type { TreeCheck } from "./tree_check.ts";
import type { TreeWalk } from "./tree_walk.ts";
import { type PageBytes, pageHeader } from "./tree_page.ts";

/** What is read from end to end, and for whom. */
export interface SequentialPassOptions {
  /** Path of the file. */
  readonly path: string;
  /** Bytes of a page. */
  readonly pageSize: number;
  /** Where the last page that counts ends in the file. */
  readonly endBytes: number;
  /** What is known of every page. */
  readonly map: PageMap;
  /** Takes the pages. */
  readonly check: TreeCheck;
  /** Follows what the pages refer to. */
  readonly walk: TreeWalk;
  /** Reads single pages. */
  readonly reader: PageReader;
  /** Stops it. */
  readonly signal: AbortSignal;
  /** Takes the progress. */
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Checks the pages that are due, in the order of the file. While one block is
 * checked the next ones are being read.
 */
export async function runSequentialPass(
  options: SequentialPassOptions,
): Promise<void> {
  const { path, pageSize, endBytes, walk, signal, onProgress } = options;
  const blocks = readBlocks(path, { pageSize, endBytes });
  for await (const block of blocks) {
    signal.throwIfAborted();
    checkBlock(options, block);
    await walk.follow();
    onProgress(block.endOffset, endBytes);
  }
}

function checkBlock(
  { pageSize, map, check, reader }: SequentialPassOptions,
  { offset, endOffset, bytes, words }: Block,
): void {
  const firstId = offset / pageSize;
  const lastId = Math.ceil(endOffset / pageSize);
  for (let id = firstId; id < lastId; id++) {
    if (!map.isDue(id)) continue;
    const start = (id - firstId) * pageSize;
    const fileOffset = id * pageSize;
    const first: PageBytes = {
      id,
      bytes,
      words,
      start,
      end: start + pageSize,
      fileOffset,
      fileEnd: fileOffset + pageSize,
    };
    const { overflow } = pageHeader(first);
    if (overflow === 0) {
      check.checkPage(first);
      continue;
    }
    const length = (overflow + 1) * pageSize;
    const isHere = start + length <= bytes.length;
    check.checkPage(
      isHere
        ? { ...first, end: start + length, fileEnd: fileOffset + length }
        : reader.readForNow(id),
    );
  }
}
