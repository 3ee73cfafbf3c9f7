import type { StartPlan } from "./check_start.ts";
import type { LogEnd } from "./read_log.ts";
import type { SegmentFile } from "./wal_files.ts";
import { recordedSnapshots } from "./recorded_snapshots.ts";
import type { LogPlace, ReadOut, WalFacts } from "./wal_report.ts";

/** Sums up what was read of a log, `undefined` if its owner is not known. */
export function walFacts(
  log: ReadOut,
  { start, state, lastIndex }: StartPlan,
  segments: readonly SegmentFile[],
): WalFacts | undefined {
  const { history, end, from } = log;
  const { identity, entries } = history;
  if (identity === undefined) return undefined;
  const { term = 0n, vote = 0n, commit = 0n } = state ?? {};
  return {
    ...identity,
    firstIndex: from === 0 ? entries.first ?? 0n : nameIndex(segments[0]),
    lastIndex: from === 0
      ? lastIndex
      : highest(lastIndex, nameIndex(segments.at(-1)) - 1n),
    commit,
    term,
    vote,
    snapshots: recordedSnapshots(log, segments)
      .filter(({ index }) => index <= (history.state?.commit ?? 0n))
      .map(({ index, term }) => ({ index, term })),
    start,
    tornTail: tornTail(end, segments),
    repair: tornTail(end, segments) ?? leftBehind(end, segments),
    terms: [...entries.terms],
    membership: history.membershipOf(identity.memberId),
    segments: segments.length,
  };
}

/** The name of a segment names the entry that is its first. */
function nameIndex(segment: SegmentFile | undefined): bigint {
  return segment?.firstIndex || 1n;
}

function highest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function tornTail(
  { segment, end }: LogEnd,
  segments: readonly SegmentFile[],
): LogPlace | undefined {
  const file = segments[segment]?.path;
  if (end?.kind !== "cut" || file !== segments.at(-1)?.path) return undefined;
  return file === undefined ? undefined : { file, offset: end.offset };
}

function leftBehind(
  { segment, end, behind }: LogEnd,
  segments: readonly SegmentFile[],
): LogPlace | undefined {
  const file = segments[segment]?.path;
  if (end === undefined || file === undefined) return undefined;
  if ((behind?.droppedBytes ?? 0) === 0) return undefined;
  return { file, offset: end.offset };
}
