import { hasRoomForElements, isWithinFile } from "./element_bounds.ts";
import { isWithinBounds, KEY_WORD } from "./key_bounds.ts";
import { checkKeyPlace } from "./key_place.ts";
import type { KeyStore } from "./key_store.ts";
import { isSoundBranch } from "./sound_branch.ts";
import type { Place, TreeContext } from "./tree_context.ts";
import {
  HEADER_BYTES,
  type PageBytes,
  pageHeader,
  readElement,
} from "./tree_page.ts";

/** Checks a branch and takes note of its children, in the order of their keys. */
export function checkBranch(
  context: TreeContext,
  page: PageBytes,
  { kind, bound }: Place,
): void {
  const { findings, keys } = context;
  const { count } = pageHeader(page);
  if (count === 0) {
    findings.add(
      "DB_BRANCH_EMPTY",
      page.fileOffset,
      `Branch page ${page.id} has no children`,
    );
    return;
  }
  if (!hasRoomForElements(context, page)) return;
  const bounds = { count, bound, keyWord: KEY_WORD.branch };
  const isSound = isSoundBranch(page, count) &&
    isWithinBounds(keys, page, bounds);
  let own = isSound
    ? keepKeys(keys, page, count)
    : checkKeys(context, page, bound);
  // Every child's upper bound follows its own: the last one's is the page's.
  keys.addCopy(keys.next(bound));
  for (let index = 0; index < count; index++) {
    const inPage = HEADER_BYTES * (index + 1);
    const word = (page.start + inPage) >> 2;
    const child = (page.words[word + 2] ?? 0) +
      (page.words[word + 3] ?? 0) * 0x1_0000_0000;
    const offset = page.fileOffset + inPage;
    context.addChild({ page: child, kind, bound: own, offset });
    own = keys.next(own);
  }
}

/** Keeps the keys of a sound branch; returns where the first one is kept. */
function keepKeys(
  keys: KeyStore,
  { words, bytes, start, fileOffset }: PageBytes,
  count: number,
): number {
  let first = -1;
  for (let index = 0; index < count; index++) {
    const element = start + HEADER_BYTES * (index + 1);
    const key = element + (words[element >> 2] ?? 0);
    const end = key + (words[(element >> 2) + 1] ?? 0);
    const address = keys.add(bytes, key, end, fileOffset + key - start);
    if (first < 0) first = address;
  }
  return first;
}

/** As above for any branch, and reports what is wrong with it. */
function checkKeys(
  { file, keys, findings }: TreeContext,
  page: PageBytes,
  bound: number,
): number {
  let first = -1;
  let previous: Uint8Array | undefined;
  for (let index = 0; index < pageHeader(page).count; index++) {
    const { key, keyOffset, end } = readElement(file, page, index);
    const where = `Key ${index} of branch page ${page.id}`;
    isWithinFile({ file, findings }, page, { end, where });
    checkKeyPlace(
      { findings, keys },
      { key, keyOffset },
      { previous, bound, where },
    );
    previous = key;
    const address = keys.add(key, 0, key.length, keyOffset);
    if (first < 0) first = address;
  }
  return first;
}
