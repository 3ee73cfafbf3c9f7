import type { LogPosition } from "../raft_messages.ts";
import type { SegmentFile } from "./wal_files.ts";
import type { ReadOut } from "./wal_report.ts";

/**
 * The snapshots that a log records. Of a log that was read just at its end
 * those files are taken for recorded that are older than what was read: the
 * record of a snapshot stands behind the entry that it reaches to.
 */
export function recordedSnapshots(
  { history, from, snapshotFiles = [] }: ReadOut,
  segments: readonly SegmentFile[],
): LogPosition[] {
  const readFrom = from === 0 ? 0n : segments[from]?.firstIndex ?? 0n;
  const before = snapshotFiles.filter(({ index }) => index < readFrom)
    .toSorted((a, b) => Number(a.index - b.index));
  return [...before, ...history.snapshots];
}
