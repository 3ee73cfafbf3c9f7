import type { ChosenMeta } from "./choose_meta.ts";
import type { FindingList } from "./finding_list.ts";
import type { PageFile } from "./page_file.ts";
import type { PageMap } from "./page_map.ts";
import { pageRanges } from "./page_ranges.ts";
import { PageReader } from "./page_reader.ts";
import { runSequentialPass } from "./sequential_pass.ts";
import { TreeCheck } from "./tree_check.ts";
import { ROOT_KIND } from "./tree_context.ts";
import { TreeWalk } from "./tree_walk.ts";

/** What is checked, and who wants to know. */
export interface CheckPagesOptions extends ChosenMeta {
  /** Whether a list of free pages was read, so that a page can be lost. */
  readonly knowsFreePages: boolean;
  /** The database. */
  readonly file: PageFile;
  /** What is known of every page. */
  readonly map: PageMap;
  /** Where findings go. */
  readonly findings: FindingList;
  /** Stops it. */
  readonly signal: AbortSignal;
  /** Takes the progress. */
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

/** Checks every page of every bucket, and that every page has its owner. */
export async function checkPages(options: CheckPagesOptions): Promise<void> {
  const { file, map, findings, meta, pageSize, signal, onProgress } = options;
  const check = new TreeCheck({ file, map, findings, pageSize });
  const reader = new PageReader(file, pageSize);
  const walk = new TreeWalk({ check, reader, file, map, signal });
  check.addRoot({ page: meta.root, kind: ROOT_KIND, offset: 0 });
  await walk.follow();
  await runSequentialPass({
    path: file.path,
    pageSize,
    endBytes: Math.min(file.fileBytes, meta.highWaterMark * pageSize),
    map,
    check,
    walk,
    reader,
    signal,
    onProgress,
  });
  await checkRemaining();
  if (options.knowsFreePages) reportLostPages(options);

  /** Pages of nested buckets that were come upon after they had gone by. */
  async function checkRemaining(): Promise<void> {
    for (let hasMore = true; hasMore;) {
      hasMore = false;
      for (let id = 0; id <= map.highWaterMark; id++) {
        if (!map.isDue(id)) continue;
        hasMore = true;
        check.checkPage(reader.readForNow(id));
        await walk.follow();
      }
      signal.throwIfAborted();
    }
  }
}

function reportLostPages(
  { map, findings, pageSize }: CheckPagesOptions,
): void {
  const isLost = (id: number) => !map.isUsed(id) && !map.isFree(id);
  for (const { first, last } of pageRanges(map.highWaterMark, isLost)) {
    const which = first === last
      ? `Page ${first} is`
      : `Pages ${first} to ${last} are`;
    findings.add(
      "DB_PAGE_LOST",
      first * pageSize,
      `${which} neither used nor in the list of free pages: data or space is lost`,
    );
  }
}
