import type { FindingList } from "./finding_list.ts";
import type { PageFile } from "./page_file.ts";
import type { PageMap } from "./page_map.ts";
import { HEADER_BYTES, PAGE_FLAGS, pageHeader } from "./tree_page.ts";

/** Where the list of free pages is, and what has to know it. */
export interface FreePagesOptions {
  /** The database. */
  readonly file: PageFile;
  /** Number of the page. */
  readonly page: number;
  /** Bytes of a page. */
  readonly pageSize: number;
  /** What is known of every page. */
  readonly map: PageMap;
  /** Where findings go. */
  readonly findings: FindingList;
}

const ID_BYTES = 8;
const IDS_PER_READ = 32_768;
/** A count of this stands for one in the first element. */
const COUNT_IS_ELEMENT = 0xffff;
/** More ids than this beyond the file's pages are no list any more. */
const MAX_STRANGERS = 65_536;

/**
 * Notes the free pages of the stored list, and the pages that the list is in.
 * Both types of list are stored alike. Gives their number; undefined when
 * the list cannot be read.
 */
export function loadFreePages(options: FreePagesOptions): number | undefined {
  const { file, page, pageSize, map, findings } = options;
  const offset = page * pageSize;
  if (offset >= file.fileBytes) {
    findings.add(
      "DB_PAGE_BEYOND_FILE",
      undefined,
      `The list of free pages is said to be on page ${page}, which the file does not have`,
    );
    return undefined;
  }
  const bytes = file.read(offset, HEADER_BYTES + ID_BYTES);
  const view = new DataView(bytes.buffer);
  const header = pageHeader({
    id: page,
    bytes,
    words: new Uint32Array(bytes.buffer),
    start: 0,
    end: bytes.length,
    fileOffset: offset,
    fileEnd: offset + pageSize,
  });
  if (header.flags !== PAGE_FLAGS.freelist || header.id !== page) {
    findings.add(
      "DB_FREELIST_TYPE",
      offset,
      `Page ${page} should hold the list of free pages, but is another one (id ${header.id}, flags ${header.flags})`,
    );
    return undefined;
  }
  for (let index = 0; index <= header.overflow; index++) {
    if (page + index > map.highWaterMark) break;
    map.see(page + index);
  }
  const isLong = header.count === COUNT_IS_ELEMENT;
  const count = isLong
    ? Number(view.getBigUint64(HEADER_BYTES, true))
    : header.count;
  const from = offset + HEADER_BYTES + (isLong ? ID_BYTES : 0);
  if (from + count * ID_BYTES > file.mappedBytes) {
    findings.add(
      "DB_FREELIST_LENGTH",
      offset,
      `The list of free pages claims ${count} entries, more than the file has room for`,
    );
    return undefined;
  }
  noteFreePages(options, from, count);
  return count;
}

function noteFreePages(
  { file, map, findings }: FreePagesOptions,
  from: number,
  count: number,
): void {
  const strangers = new Set<number>();
  const buffer = new Uint8Array(Math.min(count, IDS_PER_READ) * ID_BYTES);
  const words = new Uint32Array(buffer.buffer);
  for (let done = 0; done < count; done += IDS_PER_READ) {
    const part = Math.min(IDS_PER_READ, count - done);
    const offset = from + done * ID_BYTES;
    file.readInto(offset, buffer.subarray(0, part * ID_BYTES));
    for (let index = 0; index < part; index++) {
      const id = (words[2 * index] ?? 0) +
        (words[2 * index + 1] ?? 0) * 0x1_0000_0000;
      note(id, offset + index * ID_BYTES);
    }
  }

  function note(id: number, offset: number): void {
    const isStranger = id < 2 || id >= map.highWaterMark;
    if (isStranger ? strangers.has(id) : map.isFree(id)) {
      findings.add(
        "DB_FREELIST_TWICE",
        offset,
        `The list of free pages has page ${id} twice: it would be given out to two owners`,
      );
    } else if (!isStranger) {
      map.free(id);
    } else if (strangers.size < MAX_STRANGERS) {
      strangers.add(id);
      findings.add(
        "DB_FREELIST_BOUNDS",
        offset,
        `The list of free pages has page ${id}, which cannot be free: pages are 2 to ${
          map.highWaterMark - 1
        }`,
      );
    }
  }
}
