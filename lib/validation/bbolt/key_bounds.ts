import type { KeyStore } from "./key_store.ts";
import { HEADER_BYTES, type PageBytes } from "./tree_page.ts";

/** Where in its header an element's key is described, in words. */
export const KEY_WORD = { branch: 0, leaf: 1 } as const;

/**
 * Says whether a page's keys are within the bounds of its parent. The page's
 * elements have to be in order and within the page, so that the first one and
 * the last one tell.
 */
export function isWithinBounds(
  keys: KeyStore,
  { bytes, words, start }: PageBytes,
  { count, bound, keyWord }: {
    readonly count: number;
    readonly bound: number;
    readonly keyWord: number;
  },
): boolean {
  if (count === 0) return true;
  const first = start + HEADER_BYTES;
  const firstKey = first + (words[(first >> 2) + keyWord] ?? 0);
  const firstEnd = firstKey + (words[(first >> 2) + keyWord + 1] ?? 0);
  const lower = keys.compare(bytes, firstKey, firstEnd, bound);
  if (lower !== undefined && lower < 0) return false;
  const last = start + HEADER_BYTES * count;
  const lastKey = last + (words[(last >> 2) + keyWord] ?? 0);
  const lastEnd = lastKey + (words[(last >> 2) + keyWord + 1] ?? 0);
  const upper = keys.compare(bytes, lastKey, lastEnd, keys.next(bound));
  return upper === undefined || upper < 0;
}
