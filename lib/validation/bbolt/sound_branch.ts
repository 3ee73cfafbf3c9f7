import { compareParts } from "./compare_bytes.ts";
import { HEADER_BYTES, type PageBytes } from "./tree_page.ts";

/**
 * Says whether nothing of a branch needs a closer look: all keys within the
 * page and in order. It only ever proves, it explains nothing.
 */
export function isSoundBranch(
  { bytes, words, start, end }: PageBytes,
  count: number,
): boolean {
  let lastKey = 0;
  let lastKeyEnd = 0;
  for (let index = 0; index < count; index++) {
    const element = start + HEADER_BYTES * (index + 1);
    const key = element + (words[element >> 2] ?? 0);
    const keyEnd = key + (words[(element >> 2) + 1] ?? 0);
    if (keyEnd > end) return false;
    if (
      index > 0 && compareParts(bytes, lastKey, lastKeyEnd, key, keyEnd) >= 0
    ) return false;
    lastKey = key;
    lastKeyEnd = keyEnd;
  }
  return true;
}
