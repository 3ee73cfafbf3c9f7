import { BUCKET_HEADER_BYTES, parseBucketValue } from "./bucket_value.ts";
import { compareBytes } from "./compare_bytes.ts";
import { hasRoomForElements, isWithinFile } from "./element_bounds.ts";
import { bucketName, bucketNumber } from "./etcd_bucket.ts";
import { entryFault } from "./etcd_entry.ts";
import { inlineLeaf } from "./inline_leaf.ts";
import { checkKeyPlace } from "./key_place.ts";
import { type Place, ROOT_KIND, type TreeContext } from "./tree_context.ts";
import {
  bytesAt,
  type Element,
  PAGE_FLAGS,
  type PageBytes,
  pageHeader,
  readElement,
} from "./tree_page.ts";

/** Larger values are not decoded: they would have to be in memory whole. */
const MAX_DECODED_BYTES = 32 * 1024 * 1024;

/**
 * Checks a leaf element by element and reports what is wrong with it. Slow:
 * leaves without any peculiarity do not come here.
 */
export function checkLeaf(
  context: TreeContext,
  page: PageBytes,
  { kind, bound }: Place,
): void {
  const { file } = context;
  if (!hasRoomForElements(context, page)) return;
  const { count } = pageHeader(page);
  let previous: Uint8Array | undefined;
  for (let index = 0; index < count; index++) {
    const element = readElement(file, page, index);
    const { key } = element;
    const where = `Key ${index} of leaf page ${page.id}`;
    checkKeyPlace(context, element, { previous, bound, where });
    previous = key;
    if (isWithinFile(context, page, { end: element.end, where })) {
      checkElement({ context, page, kind, where }, element);
    }
  }
}

/** Where an element stands. */
interface Site {
  readonly context: TreeContext;
  readonly page: PageBytes;
  readonly kind: number;
  readonly where: string;
}

function checkElement(site: Site, element: Element): void {
  const { context, kind, where } = site;
  const { findings } = context;
  if (element.isBucket) {
    checkBucket(site, element);
  } else if (kind === ROOT_KIND) {
    findings.add(
      "DB_ROOT_ENTRY",
      element.keyOffset,
      `${where} is in the root bucket, but is no bucket itself`,
    );
  }
  const bucket = bucketName(kind);
  if (bucket === undefined) return;
  const value = valueOf(site, element);
  if (value === undefined) return;
  const fault = entryFault(bucket, { key: element.key, value });
  if (fault !== undefined) {
    findings.add(fault.code, element.keyOffset, `${where}: ${fault.message}`);
  }
}

/** What etcd gets to see; nothing for a bucket. */
function valueOf(
  { context, page }: Site,
  { isBucket, valueOffset, valueBytes }: Element,
): Uint8Array | undefined {
  if (isBucket) return new Uint8Array();
  if (valueBytes <= MAX_DECODED_BYTES) {
    return bytesAt(context.file, page, valueOffset, valueBytes);
  }
  context.findings.add(
    "DB_VALUE_SKIPPED",
    valueOffset,
    `The value of ${valueBytes} bytes is too large to be decoded here`,
  );
  return undefined;
}

function checkBucket(site: Site, element: Element): void {
  const { context, page, kind, where } = site;
  const { valueOffset: offset, valueBytes } = element;
  const head = bytesAt(
    context.file,
    page,
    offset,
    Math.min(valueBytes, BUCKET_HEADER_BYTES),
  );
  const bucket = parseBucketValue(head);
  if (bucket === undefined) {
    context.findings.add(
      "DB_BUCKET_HEADER",
      offset,
      `${where} is a bucket without a root page: its value has ${valueBytes} bytes`,
    );
    return;
  }
  const ownKind = kind === ROOT_KIND ? bucketNumber(element.key) : 0;
  if (bucket.root === 0) checkInline({ ...site, kind: ownKind }, element);
  else context.addRoot({ page: bucket.root, kind: ownKind, offset });
}

/** bbolt never looks at the order in there, so that it is no error. */
function checkInline(site: Site, bucket: Element): void {
  const { context, page, kind, where } = site;
  const { findings, file } = context;
  const { valueOffset, valueBytes } = bucket;
  const value = bytesAt(
    file,
    page,
    valueOffset,
    Math.min(valueBytes, MAX_DECODED_BYTES),
  );
  const leaf = inlineLeaf(value, valueOffset);
  if (leaf === undefined || pageHeader(leaf).flags !== PAGE_FLAGS.leaf) {
    findings.add(
      "DB_INLINE_BUCKET",
      valueOffset,
      `${where} is a bucket with its leaf in the value, but none is there`,
    );
    return;
  }
  if (!hasRoomForElements(context, leaf)) return;
  let previous: Uint8Array | undefined;
  for (let index = 0; index < pageHeader(leaf).count; index++) {
    const element = readElement(file, leaf, index);
    const at = `Key ${index} of the bucket at ${where.toLowerCase()}`;
    if (previous !== undefined && compareBytes(previous, element.key) >= 0) {
      findings.add(
        "DB_INLINE_KEYS",
        element.keyOffset,
        `${at} is not above the one before it: keys may not be found`,
      );
    }
    previous = element.key;
    if (isWithinFile(context, leaf, { end: element.end, where: at })) {
      checkElement({ context, page: leaf, kind, where: at }, element);
    }
  }
}
