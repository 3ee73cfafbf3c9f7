import { compareParts } from "./compare_bytes.ts";
import { KEY_BUCKET } from "./etcd_bucket.ts";
import { KEY_VALUE } from "./etcd_messages.ts";
import { isMessagePart } from "./message_shape.ts";
import { BUCKET_FLAG, HEADER_BYTES, type PageBytes } from "./tree_page.ts";

/**
 * Says whether nothing of a leaf needs a closer look: all elements within the
 * page, keys in order, no bucket in it, and in the bucket `key` each key a
 * revision and each value a message. It goes over every key of the database
 * and is written for speed; it only ever proves, it explains nothing.
 */
export function isSoundLeaf(
  page: PageBytes,
  count: number,
  kind: number,
): boolean {
  const { bytes, words, start, end } = page;
  if (kind > KEY_BUCKET || start + HEADER_BYTES * (count + 1) > end) {
    return false;
  }
  let lastKey = 0;
  let lastKeyEnd = 0;
  for (let index = 0; index < count; index++) {
    const element = start + HEADER_BYTES * (index + 1);
    const word = element >> 2;
    const key = element + (words[word + 1] ?? 0);
    const keyEnd = key + (words[word + 2] ?? 0);
    const valueEnd = keyEnd + (words[word + 3] ?? 0);
    if (valueEnd > end || ((words[word] ?? 0) & BUCKET_FLAG) !== 0) {
      return false;
    }
    if (
      index > 0 && compareParts(bytes, lastKey, lastKeyEnd, key, keyEnd) >= 0
    ) return false;
    if (
      kind === KEY_BUCKET &&
      !(isRevision(bytes, key, keyEnd) &&
        isMessagePart(bytes, keyEnd, valueEnd, KEY_VALUE))
    ) return false;
    lastKey = key;
    lastKeyEnd = keyEnd;
  }
  return true;
}

const SEPARATOR = "_".charCodeAt(0);

function isRevision(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  return (length === 17 || length === 18) && bytes[start + 8] === SEPARATOR &&
    (bytes[start] ?? 0) < 0x80 && (bytes[start + 9] ?? 0) < 0x80;
}
