import type { PageMap } from "./page_map.ts";
import type { PageReader } from "./page_reader.ts";
import type { TreeCheck } from "./tree_check.ts";
import {
  HEADER_BYTES,
  PAGE_FLAGS,
  pageHeader,
  readElement,
} from "./tree_page.ts";
import type { PageFile } from "./page_file.ts";

/** What a walk goes through. */
export interface TreeWalkOptions {
  /** Takes the pages. */
  readonly check: TreeCheck;
  /** Reads single pages. */
  readonly reader: PageReader;
  /** The database. */
  readonly file: PageFile;
  /** What is known of every page. */
  readonly map: PageMap;
  /** Stops it. */
  readonly signal: AbortSignal;
}

/** Deeper than any tree that fits on a disk. */
const MAX_DEPTH = 64;
/** Nothing else of the program runs for this long. */
const TURN_MS = 10;

/**
 * Follows buckets down to their lowest branches, reading here and there, so
 * that all leaves are known before the file is read from end to end. Leaves
 * themselves are left to that, but for the roots.
 */
export class TreeWalk {
  readonly #options: TreeWalkOptions;
  #turnEndMs = 0;

  /** Has followed nothing yet. */
  constructor(options: TreeWalkOptions) {
    this.#options = options;
  }

  /** Follows all that was come upon and not followed yet. */
  async follow(): Promise<void> {
    const { check } = this.#options;
    // What the sequential reading found to be a branch against expectation.
    await this.#followLevels(check.children.splice(0), 0);
    for (
      let root = check.roots.pop();
      root !== undefined;
      root = check.roots.pop()
    ) {
      await this.#followLevels([root], this.#depth(root));
    }
  }

  /** Pages between a root and its leaves, of which all are at one depth. */
  #depth(root: number): number {
    const { reader, file, map } = this.#options;
    let page = root;
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      const bytes = reader.readForNow(page);
      const { id, flags, count } = pageHeader(bytes);
      const isBranch = id === page && flags === PAGE_FLAGS.branch && count > 0;
      if (!isBranch || bytes.end < 2 * HEADER_BYTES) return depth;
      page = readElement(file, bytes, 0).child;
      if (page > map.highWaterMark) return depth;
    }
    return 0;
  }

  /** A wrong depth costs time and no more: every page is checked as what it is. */
  async #followLevels(pages: number[], depth: number): Promise<void> {
    const { check, reader, map, signal } = this.#options;
    let level = pages;
    for (let left = depth; level.length > 0; left--) {
      for (const page of level.sort((a, b) => a - b)) {
        if (!map.isDue(page)) continue;
        check.checkPage(reader.readForNow(page));
        // Leaves are left to the sequential reading: no list is made of them.
        if (left === 1) check.children.length = 0;
        if (performance.now() > this.#turnEndMs) {
          await giveWay(signal);
          this.#turnEndMs = performance.now() + TURN_MS;
        }
      }
      level = check.children.splice(0);
    }
  }
}

async function giveWay(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}
