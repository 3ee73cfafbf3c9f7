import type { FindingList } from "./finding_list.ts";
import type { KeyStore } from "./key_store.ts";
import type { PageFile } from "./page_file.ts";

/** What the checks of single pages know of the whole. */
export interface TreeContext {
  /** The database. */
  readonly file: PageFile;
  /** Where findings go. */
  readonly findings: FindingList;
  /** The keys that branches name for their children. */
  readonly keys: KeyStore;
  /** Takes note of a bucket's root page. */
  addRoot(root: Root): void;
  /** Takes note of a branch's child. */
  addChild(child: Reference): void;
}

/** A bucket's root page. */
export interface Root {
  /** Number of the page. */
  readonly page: number;
  /** The number of the bucket. */
  readonly kind: number;
  /** Where the reference stands in the file. */
  readonly offset: number;
}

/** A page that a tree refers to. */
export interface Reference extends Root {
  /** Where the lower bound of its keys was kept; the upper one is the next. */
  readonly bound: number;
}

/** What is known of a page from its parent. */
export type Place = Pick<Reference, "kind" | "bound">;

/** The number for the root bucket, whose entries have to be buckets. */
export const ROOT_KIND = 15;
