import { compareBytes } from "./compare_bytes.ts";
import { hasRoomForElements, isWithinFile } from "./element_bounds.ts";
import type { Place, Reference, TreeContext } from "./tree_context.ts";
import {
  HEADER_BYTES,
  type PageBytes,
  pageHeader,
  readElement,
} from "./tree_page.ts";

/** Checks a branch and takes note of its children. */
export function checkBranch(
  context: TreeContext,
  page: PageBytes,
  { kind, bound }: Place,
): void {
  const { findings, keys, file } = context;
  const { fileOffset, id } = page;
  const { count } = pageHeader(page);
  if (count === 0) {
    findings.add(
      "DB_BRANCH_EMPTY",
      fileOffset,
      `Branch page ${id} has no children`,
    );
    return;
  }
  if (!hasRoomForElements(context, page)) return;
  checkKeys(context, page, bound);
  // Every child's upper bound follows its own: the last one's is the page's.
  const { words, bytes, start } = page;
  let first: number | undefined;
  for (let index = 0; index < count; index++) {
    const element = start + HEADER_BYTES * (index + 1);
    const key = element + (words[element >> 2] ?? 0);
    const keyEnd = key + (words[(element >> 2) + 1] ?? 0);
    const address = keyEnd <= page.end
      ? keys.addPart(bytes, key, keyEnd, fileOffset + key - start)
      : keepDistantKey(context, page, index);
    first ??= address;
  }
  keys.addCopy(keys.next(bound));
  let own = first ?? 0;
  for (let index = 0; index < count; index++) {
    const offset = fileOffset + HEADER_BYTES * (index + 1);
    const word = (start + HEADER_BYTES * (index + 1)) >> 2;
    const child = (words[word + 2] ?? 0) +
      (words[word + 3] ?? 0) * 0x1_0000_0000;
    context.addChild({ page: child, kind, bound: own, offset });
    own = keys.next(own);
  }
}
