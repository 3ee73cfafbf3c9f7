import { fnv1a64 } from "./fnv1a64.ts";

/** What a meta page says: the state of the database after one transaction. */
export interface MetaPage {
  /** Why it does not count; undefined when it does. */
  readonly fault: "magic" | "version" | "checksum" | undefined;
  /** Bytes of a page. */
  readonly pageSize: number;
  /** Page of the root bucket. */
  readonly root: number;
  /** Page of the list of free pages; undefined when it is not stored. */
  readonly freelist: number | undefined;
  /** The first page id that was never given out. */
  readonly highWaterMark: number;
  /** Number of the transaction. */
  readonly txid: bigint;
}

/** Bytes from the start of a page that {@linkcode parseMetaPage} needs. */
export const META_PAGE_BYTES = 80;

const PAGE_HEADER_BYTES = 16;
const MAGIC = 0xed0cdaed;
const VERSION = 2;
/** The hash covers what stands before it. */
const CHECKSUM_OFFSET = 56;
/** Stands in the place of a page id when the list is not stored. */
const NO_FREELIST = 0xffffffffffffffffn;

/** Reads a meta page and checks that it is whole. */
export function parseMetaPage(page: Uint8Array): MetaPage {
  const meta = page.subarray(PAGE_HEADER_BYTES, META_PAGE_BYTES);
  const view = new DataView(meta.buffer, meta.byteOffset, meta.byteLength);
  const long = (offset: number) => view.getBigUint64(offset, true);
  const freelist = long(32);
  return {
    fault: faultOf(meta, view),
    pageSize: view.getUint32(8, true),
    root: Number(long(16)),
    freelist: freelist === NO_FREELIST ? undefined : Number(freelist),
    highWaterMark: Number(long(40)),
    txid: long(48),
  };
}

function faultOf(meta: Uint8Array, view: DataView): MetaPage["fault"] {
  if (view.getUint32(0, true) !== MAGIC) return "magic";
  if (view.getUint32(4, true) !== VERSION) return "version";
  const expected = view.getBigUint64(CHECKSUM_OFFSET, true);
  const isWhole = fnv1a64(meta.subarray(0, CHECKSUM_OFFSET)) === expected;
  return isWhole ? undefined : "checksum";
}
