import { BUCKET_HEADER_BYTES } from "./bucket_value.ts";
import { type PageBytes, pageHeader } from "./tree_page.ts";

/**
 * The leaf that stands in a bucket's value, as a page of its own; undefined
 * when the value is too short for one.
 */
export function inlineLeaf(
  value: Uint8Array,
  fileOffset: number,
): PageBytes | undefined {
  if (value.length < 2 * BUCKET_HEADER_BYTES) return undefined;
  // Copied, because it need not stand where words can be read.
  const bytes = new Uint8Array((value.length + 3) & ~3);
  bytes.set(value);
  const page: PageBytes = {
    id: 0,
    bytes,
    words: new Uint32Array(bytes.buffer),
    start: BUCKET_HEADER_BYTES,
    end: value.length,
    fileOffset: fileOffset + BUCKET_HEADER_BYTES,
    fileEnd: fileOffset + value.length,
  };
  return { ...page, id: pageHeader(page).id };
}
