import type { FindingList } from "./finding_list.ts";
import { META_PAGE_BYTES, type MetaPage, parseMetaPage } from "./meta_page.ts";
import type { PageFile } from "./page_file.ts";

/** As much as bbolt reads to find out the page size. */
const FIRST_READ_BYTES = 4096;
/** The second meta page is looked for from 1 KiB up to 16 MiB. */
const SMALLEST_PAGE_BYTES = 1024;
const LARGEST_PAGE_SHIFT = 14;
/** What bbolt assumes on the platforms that etcd supports. */
const DEFAULT_PAGE_BYTES = 4096;
const LARGEST_SUPPORTED_PAGE_BYTES = 64 * 1024 * 1024;

/** The state that counts, and the size of the pages. */
export interface ChosenMeta {
  /** The meta page. */
  readonly meta: MetaPage;
  /** Bytes of a page. */
  readonly pageSize: number;
}

/**
 * Picks the meta page that counts, as bbolt does: the valid one with the
 * higher transaction id. Gives undefined when there is none.
 */
export function chooseMeta(
  file: PageFile,
  findings: FindingList,
): ChosenMeta | undefined {
  if (file.fileBytes === 0) {
    findings.add("DB_EMPTY", 0, "The database file is empty");
    return undefined;
  }
  const pageSize = findPageSize(file);
  if (pageSize === undefined || file.fileBytes < 2 * pageSize) {
    const size = `${file.fileBytes} bytes`;
    findings.add(
      "DB_TOO_SHORT",
      0,
      `The file has ${size}, too few for two meta pages`,
    );
    return undefined;
  }
  if (
    pageSize % 8 !== 0 || pageSize < 128 ||
    pageSize > LARGEST_SUPPORTED_PAGE_BYTES
  ) {
    findings.add(
      "DB_PAGE_SIZE",
      0,
      `The meta page names a page size of ${pageSize} bytes`,
    );
    return undefined;
  }
  const metas = [0, pageSize].map((offset) =>
    parseMetaPage(file.read(offset, META_PAGE_BYTES))
  );
  reportFaults(metas, pageSize, findings);
  const [meta] = metas.filter(({ fault }) => fault === undefined)
    .toSorted((a, b) => a.txid < b.txid ? 1 : a.txid > b.txid ? -1 : 0);
  return meta === undefined ? undefined : { meta, pageSize };
}

function findPageSize(file: PageFile): number | undefined {
  const { fileBytes } = file;
  if (fileBytes >= FIRST_READ_BYTES) {
    const first = parseMetaPage(file.read(0, META_PAGE_BYTES));
    if (first.fault === undefined) return first.pageSize;
  }
  let isReadable = fileBytes >= FIRST_READ_BYTES;
  for (let shift = 0; shift <= LARGEST_PAGE_SHIFT; shift++) {
    const offset = SMALLEST_PAGE_BYTES << shift;
    if (offset >= fileBytes - SMALLEST_PAGE_BYTES) break;
    isReadable = true;
    const second = parseMetaPage(file.read(offset, META_PAGE_BYTES));
    if (second.fault === undefined) return second.pageSize;
  }
  return isReadable ? DEFAULT_PAGE_BYTES : undefined;
}

const FAULTS = {
  magic: "does not carry the mark of a bbolt database",
  version: "has a format version other than 2",
  checksum: "does not agree with its checksum",
};

function reportFaults(
  metas: readonly MetaPage[],
  pageSize: number,
  findings: FindingList,
): void {
  const isHopeless = metas.every(({ fault }) => fault !== undefined);
  for (const [index, { fault }] of metas.entries()) {
    if (fault === undefined) continue;
    const code = `DB_META_${fault.toUpperCase() as Uppercase<
      typeof fault
    >}` as const;
    const consequence = isHopeless
      ? "and neither does the other one count: nothing says where the data is"
      : "the other one is used, and the last transaction may be missing";
    findings.add(
      code,
      index * pageSize,
      `Meta page ${index} ${FAULTS[fault]}; ${consequence}`,
    );
  }
  if (isHopeless) findings.add("DB_NO_META", 0, "Neither meta page is valid");
}
