import type { TreeContext } from "./tree_context.ts";
import { HEADER_BYTES, type PageBytes, pageHeader } from "./tree_page.ts";

/** Says, and reports if not, whether a page has room for its elements. */
export function hasRoomForElements(
  { findings }: TreeContext,
  page: PageBytes,
): boolean {
  const { count } = pageHeader(page);
  if (page.start + HEADER_BYTES * (count + 1) <= page.end) return true;
  findings.add(
    "DB_PAGE_COUNT",
    page.fileOffset,
    `${pageName(page)} claims ${count} elements, more than it has room for`,
  );
  return false;
}

/**
 * Says whether an element ends within the file. One that ends beyond its page
 * is reported and no more: bbolt reads it, so it may still be in order.
 */
export function isWithinFile(
  { file, findings }: Pick<TreeContext, "file" | "findings">,
  page: PageBytes,
  element: { readonly end: number; readonly where: string },
): boolean {
  const { end, where } = element;
  if (end > file.mappedBytes) {
    findings.add(
      "DB_ELEMENT_BEYOND_FILE",
      page.fileOffset,
      `${where} ends at ${end}, beyond the end of the file`,
    );
    return false;
  }
  if (end > page.fileEnd) {
    findings.add(
      "DB_ELEMENT_BOUNDS",
      page.fileOffset,
      `${where} ends at ${end}, beyond its page`,
    );
  }
  return true;
}

function pageName({ id, fileOffset }: PageBytes): string {
  return id === 0 ? `The leaf in a value at ${fileOffset}` : `Page ${id}`;
}
