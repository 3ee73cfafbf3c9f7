import type { Finding } from "../finding.ts";
import { checkStart, isInTheWay, type StartPlan } from "./check_start.ts";
import type { LogEnd } from "./read_log.ts";
import type { SegmentFile } from "./wal_files.ts";
import { walFinding } from "./wal_finding.ts";
import type { ReadOut } from "./wal_report.ts";

/** Says what is wrong with a log that was read, the worst first. */
export function logFindings(
  log: ReadOut,
  plan: StartPlan,
  segments: readonly SegmentFile[],
): Finding[] {
  const { history, end } = log;
  const isComplete = isReadable(end, segments) && knowsStart(log, plan);
  const problems = isComplete ? checkStart(plan, segments, history) : [];
  const old = history.obstacles
    .filter((it) => isComplete && !isInTheWay(it, plan))
    .map((it) => ({ ...it, code: "WAL_OLD_SEGMENT" }));
  return [
    ...endFindings(end, segments),
    ...[...problems, ...old, ...history.oddities].map((problem) =>
      walFinding(problem.code, {
        file: pathOf(segments, problem.segment),
        offset: problem.offset,
        detail: problem.message,
      })
    ),
    ...(isWithoutEntries(log) ? [noEntries(segments)] : []),
  ];
}

function isReadable(
  { segment, end }: LogEnd,
  segments: readonly SegmentFile[],
): boolean {
  return end !== undefined && segment === segments.length - 1;
}

/** Who reads just the end of a log may not see what a start begins with. */
export function knowsStart(
  { from, history, snapshotFiles }: ReadOut,
  { segment, start }: StartPlan,
): boolean {
  if (from === 0) return true;
  // No file reaches up to the oldest segment, whatever stands in there.
  if (segment === -1) return snapshotFiles !== undefined;
  return segment >= from &&
    history.snapshots.some(({ index }) => index === start.index);
}

/** Just created, and nothing else: entries that are lost are another matter. */
function isWithoutEntries({ from, history, end }: ReadOut): boolean {
  const isClean = end.end !== undefined && end.end.kind !== "cut" &&
    end.behind?.droppedBytes === 0;
  return isClean && from === 0 && end.segment === 0 &&
    history.entries.first === undefined &&
    history.snapshots.every(({ index }) => index === 0n) &&
    history.state === undefined;
}

function noEntries(segments: readonly SegmentFile[]): Finding {
  const file = pathOf(segments, 0);
  return walFinding("WAL_NO_ENTRIES", { file, detail: "it has no entries" });
}

function pathOf(segments: readonly SegmentFile[], segment: number): string {
  return segments[segment]?.path ?? "";
}

function endFindings(
  { segment, end, fault, behind }: LogEnd,
  segments: readonly SegmentFile[],
): Finding[] {
  const file = pathOf(segments, segment);
  if (fault !== undefined) {
    const { code, offset, message } = fault;
    return [walFinding(code, { file, offset, detail: message })];
  }
  if (end === undefined) return [];
  const { offset } = end;
  if (end.kind === "cut" && segment < segments.length - 1) {
    const detail = "a record is not whole";
    return [walFinding("WAL_CUT_SEGMENT", { file, offset, detail })];
  }
  const { droppedBytes = 0, hasRecords = false } = behind ?? {};
  if (end.kind === "cut") {
    const code = hasRecords ? "WAL_TORN_MIDDLE" : "WAL_TORN_TAIL";
    const detail =
      `a record is not whole, with ${droppedBytes} bytes from there`;
    return [walFinding(code, { file, offset, detail })];
  }
  if (droppedBytes === 0) return [];
  const detail = `${droppedBytes} bytes lie behind the end of the log`;
  return [walFinding("WAL_BEHIND_END", { file, offset, detail })];
}
