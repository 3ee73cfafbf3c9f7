import { checkBranch } from "./branch_check.ts";
import type { FindingList } from "./finding_list.ts";
import { isWithinBounds, KEY_WORD } from "./key_bounds.ts";
import { KeyStore } from "./key_store.ts";
import { checkLeaf } from "./leaf_check.ts";
import type { PageFile } from "./page_file.ts";
import type { PageMap } from "./page_map.ts";
import { isSoundLeaf } from "./sound_leaf.ts";
import type { Reference, Root, TreeContext } from "./tree_context.ts";
import { PAGE_FLAGS, type PageBytes, pageHeader } from "./tree_page.ts";

/** What a check works on. */
export interface TreeCheckOptions {
  /** The database. */
  readonly file: PageFile;
  /** What is known of every page. */
  readonly map: PageMap;
  /** Where findings go. */
  readonly findings: FindingList;
  /** Bytes of a page. */
  readonly pageSize: number;
}

/** More pages in one would be more than bbolt can count up in its memory. */
const MAX_OVERFLOW = 2 ** 24;

/**
 * Checks the pages of all trees, in any order: each against what its parent
 * says of it, which has to be known by then. Every page is taken once, so
 * that this ends even when references run in circles.
 */
export class TreeCheck implements TreeContext {
  /** The database. */
  readonly file: PageFile;
  /** Where findings go. */
  readonly findings: FindingList;
  /** The keys that branches name for their children. */
  readonly keys: KeyStore;
  /** Roots of buckets that nobody has followed yet. */
  readonly roots: number[] = [];
  /** Children of branches that nobody has followed yet. */
  readonly children: number[] = [];
  readonly #map: PageMap;
  readonly #pageSize: number;
  readonly #bounds: Uint32Array;

  /** Starts with no page known. */
  constructor({ file, map, findings, pageSize }: TreeCheckOptions) {
    this.file = file;
    this.findings = findings;
    this.keys = new KeyStore(file);
    this.#map = map;
    this.#pageSize = pageSize;
    this.#bounds = new Uint32Array(map.highWaterMark + 1);
  }

  /** Takes note of a bucket's root page. */
  addRoot(root: Root): void {
    const bound = this.keys.addUnbounded();
    this.keys.addUnbounded();
    if (this.#refer({ ...root, bound })) this.roots.push(root.page);
  }

  /** Takes note of a branch's child. */
  addChild(child: Reference): void {
    if (this.#refer(child)) this.children.push(child.page);
  }

  /** Checks a page of a tree and takes note of what it refers to. */
  checkPage(page: PageBytes): void {
    const { id, fileOffset } = page;
    const header = pageHeader(page);
    this.#map.see(id);
    if (header.id !== id) {
      this.findings.add(
        "DB_PAGE_ID",
        fileOffset,
        `Page ${id} says that it is page ${header.id}: it was overwritten, ` +
          "or written to a wrong place",
      );
      return;
    }
    if (this.#map.isFree(id)) {
      this.findings.add(
        "DB_PAGE_FREED",
        fileOffset,
        `Page ${id} is used and in the list of free pages: it would be ` +
          "overwritten",
      );
    }
    if (header.overflow > 0) this.#useOverflow(page, header.overflow);
    const place = { kind: this.#map.kind(id), bound: this.#bounds[id] ?? 0 };
    if (header.flags === PAGE_FLAGS.leaf) {
      const isSound = isSoundLeaf(page, header.count, place.kind) &&
        isWithinBounds(this.keys, page, {
          count: header.count,
          bound: place.bound,
          keyWord: KEY_WORD.leaf,
        });
      if (!isSound) checkLeaf(this, page, place);
    } else if (header.flags === PAGE_FLAGS.branch) {
      checkBranch(this, page, place);
    } else {
      this.findings.add(
        "DB_PAGE_TYPE",
        fileOffset,
        `Page ${id} belongs to a tree, but is of another type ` +
          `(flags ${header.flags})`,
      );
    }
  }

  #refer({ page, kind, bound, offset }: Reference): boolean {
    const { findings } = this;
    const limit = this.#map.highWaterMark;
    if (page > limit) {
      findings.add(
        "DB_PAGE_BOUNDS",
        offset,
        `A reference leads to page ${page}, but only ${limit} were given out`,
      );
      return false;
    }
    if (page * this.#pageSize >= this.file.fileBytes) {
      findings.add(
        "DB_PAGE_BEYOND_FILE",
        offset,
        `A reference leads to page ${page}, which is beyond the end of the ` +
          "file: the file was cut off",
      );
      return false;
    }
    if (this.#map.isUsed(page)) {
      findings.add(
        "DB_PAGE_TWICE",
        offset,
        `A reference leads to page ${page}, which belongs to something else`,
      );
      return false;
    }
    if (page === limit) {
      findings.add(
        "DB_PAGE_AT_MARK",
        offset,
        `Page ${page} is used, but was never given out`,
      );
    }
    this.#map.use(page, kind);
    this.#bounds[page] = bound;
    return true;
  }

  #useOverflow({ id, fileOffset }: PageBytes, overflow: number): void {
    const { findings } = this;
    const limit = this.#map.highWaterMark;
    const last = id + overflow;
    const claim = `Page ${id} claims ${overflow} more pages`;
    if (overflow > MAX_OVERFLOW) {
      findings.add("DB_OVERFLOW_HUGE", fileOffset, claim);
      return;
    }
    if (last >= limit) {
      const message = `${claim}, beyond the last one`;
      findings.add("DB_OVERFLOW_BOUNDS", fileOffset, message);
    }
    for (let next = id + 1; next <= Math.min(last, limit); next++) {
      if (this.#map.isUsed(next)) {
        const message = `${claim}, and ${next} belongs to something else`;
        findings.add("DB_PAGE_TWICE", fileOffset, message);
        return;
      }
      if (this.#map.isFree(next)) {
        const message = `${claim}, and ${next} is in the list of free pages: ` +
          "it would be overwritten";
        findings.add("DB_OVERFLOW_FREED", fileOffset, message);
      }
      this.#map.see(next);
    }
  }
}
