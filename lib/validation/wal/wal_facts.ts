import type { StartPlan } from "./check_start.ts";
import type { LogEnd } from "./read_log.ts";
import type { SegmentFile } from "./wal_files.ts";
import type { ReadOut, WalFacts } from "./wal_report.ts";

/** Sums up what was read of a log, `undefined` if its owner is not known. */
export function walFacts(
  { history, end, from }: ReadOut,
  { start, state, lastIndex }: StartPlan,
  segments: readonly SegmentFile[],
): WalFacts | undefined {
  const { identity, entries } = history;
  if (identity === undefined) return undefined;
  const { term = 0n, vote = 0n, commit = 0n } = state ?? {};
  return {
    ...identity,
    firstIndex: from === 0 ? entries.first ?? 0n : nameIndex(segments),
    lastIndex,
    commit,
    term,
    vote,
    snapshots: history.snapshots
      .filter(({ index }) => index <= (history.state?.commit ?? 0n))
      .map(({ index, term }) => ({ index, term })),
    start,
    tornTail: tornTail(end, segments),
    segments: segments.length,
  };
}

/** The name of a segment names the entry that is its first. */
function nameIndex([oldest]: readonly SegmentFile[]): bigint {
  return oldest?.firstIndex || 1n;
}

function tornTail(
  { segment, end }: LogEnd,
  segments: readonly SegmentFile[],
): WalFacts["tornTail"] {
  const file = segments[segment]?.path;
  if (end?.kind !== "cut" || file !== segments.at(-1)?.path) return undefined;
  return file === undefined ? undefined : { file, offset: end.offset };
}
