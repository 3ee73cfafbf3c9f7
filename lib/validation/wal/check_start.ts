import type { HardState, LogPosition } from "../raft_messages.ts";
import type { LogHistory, LogNote } from "./log_history.ts";
import type { SegmentFile } from "./wal_files.ts";

/** Why etcd could not start, and at which place if there is one. */
export type StartProblem = Omit<LogNote, "offset"> & {
  readonly offset: number | undefined;
};

/** Where etcd's start begins to read, and with what it ends. */
export interface StartPlan {
  /** The snapshot that etcd starts from, index 0 for none. */
  readonly start: LogPosition;
  /** The first segment that is read. */
  readonly segment: number;
  /** The last entry that is read, or the snapshot if none is above it. */
  readonly lastIndex: bigint;
  /** The last state that is read, `undefined` if there is none. */
  readonly state: HardState | undefined;
}

/** Finds the segment that etcd begins with, the last one that may hold it. */
export function planStart(
  start: LogPosition,
  segments: readonly SegmentFile[],
  history: LogHistory,
): StartPlan {
  const segment = segments.findLastIndex(({ firstIndex }) =>
    firstIndex <= start.index
  );
  const lastIndex = history.entries.lastAbove(start.index, segment) ??
    start.index;
  const state = history.states.slice(Math.max(segment, 0))
    .findLast((it) => it !== undefined);
  return { start, segment, lastIndex, state };
}

/** Says what would keep etcd from starting with a log that can be read. */
export function checkStart(
  plan: StartPlan,
  segments: readonly SegmentFile[],
  history: LogHistory,
): StartProblem[] {
  const { segment } = plan;
  const [oldest] = segments;
  if (segment === -1) {
    const needed = `entry ${plan.start.index + 1n}`;
    const reached = `the oldest segment begins at ${oldest?.firstIndex}`;
    return [{
      code: "WAL_START",
      segment: 0,
      offset: undefined,
      message: `the start needs ${needed}, but ${reached}`,
    }];
  }
  const obstacle = history.obstacles.find((it) => isInTheWay(it, plan));
  return [
    ...(obstacle === undefined ? [] : [obstacle]),
    ...checkOwner(plan, history),
    ...checkSnapshotTerm(plan, history),
    ...checkEntries(plan, history),
    ...checkCommit(plan, segments.length),
  ];
}

/** A start does not read what is older, nor compare with whose that was. */
export function isInTheWay(
  { code, segment }: LogNote,
  plan: StartPlan,
): boolean {
  if (segment === plan.segment) return code !== "WAL_OWNER";
  return segment > plan.segment;
}

function checkOwner(
  { segment }: StartPlan,
  { identity, identified }: LogHistory,
): StartProblem[] {
  const isKnown = [...identified].some((it) => it >= segment);
  if (isKnown && identity?.memberId !== 0n) return [];
  const message = "it does not say whose it is";
  return [{ code: "WAL_METADATA", segment, offset: undefined, message }];
}

function checkSnapshotTerm(
  { start, segment }: StartPlan,
  { snapshots }: LogHistory,
): StartProblem[] {
  const other = snapshots.find((it) =>
    it.segment >= segment && it.index === start.index && it.term !== start.term
  );
  if (other === undefined) return [];
  return [{
    code: "WAL_SNAPSHOT_TERM",
    segment: other.segment,
    offset: undefined,
    message:
      `snapshot ${start.index} is recorded with term ${other.term} and with ${start.term}`,
  }];
}

function checkEntries(
  { start, segment }: StartPlan,
  { entries }: LogHistory,
): StartProblem[] {
  const problems: StartProblem[] = [];
  const firstSegment = entries.firstOfSegment.findIndex((it, at) =>
    at >= segment && it !== undefined
  );
  const first = entries.firstOfSegment[firstSegment];
  if (first !== undefined && first.index > start.index + 1n) {
    problems.push({
      code: "WAL_ENTRY_GAP",
      segment: firstSegment,
      offset: first.offset,
      message: gapText(start.index, first.index),
    });
  }
  for (const gap of entries.gaps) {
    const isFirst = gap.segment === firstSegment &&
      gap.offset === first?.offset;
    if (gap.segment < segment || isFirst) continue;
    if (start.index >= gap.harmlessFrom) continue;
    const { offset, before, after } = gap;
    problems.push({
      code: "WAL_ENTRY_GAP",
      segment: gap.segment,
      offset,
      message: gapText(before, after),
    });
  }
  return problems.slice(0, 1);
}

function gapText(before: bigint, after: bigint): string {
  return `entry ${after} follows ${before}, the ones between are missing`;
}

function checkCommit(
  { start, state, lastIndex }: StartPlan,
  segments: number,
): StartProblem[] {
  if (state === undefined) return [];
  const { term, vote, commit } = state;
  if (term === 0n && vote === 0n && commit === 0n) return [];
  if (commit >= start.index && commit <= lastIndex) return [];
  return [{
    code: "WAL_COMMIT",
    segment: segments - 1,
    offset: undefined,
    message:
      `entry ${commit} is committed, but the log reaches from ${start.index} to ${lastIndex}`,
  }];
}
