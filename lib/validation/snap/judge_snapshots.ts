import type { Finding } from "../finding.ts";
import type { LogPosition } from "../raft_messages.ts";
import type { SnapshotFile, SnapshotFiles } from "./read_snapshots.ts";
import { snapFinding } from "./snap_finding.ts";

/** What is known about the snapshots of a member. */
export interface SnapshotFacts {
  /** In the order in which etcd tries them, the newest name first. */
  readonly files: readonly SnapshotFile[];
  /** The one that etcd would start from. */
  readonly taken: SnapshotFile | undefined;
}

/** The outcome of validating snapshot files. */
export interface SnapshotReport {
  /** What was found, the snapshot files in front of other files. */
  readonly findings: readonly Finding[];
  /** Which snapshots there are, and which one etcd would take. */
  readonly facts: SnapshotFacts;
}

/**
 * Says what the snapshot files are worth beside the snapshots that the log
 * records as committed; any will do where those are not known.
 */
export function judgeSnapshots(
  { snapDir, files, others }: SnapshotFiles,
  recorded: readonly LogPosition[] | undefined,
): SnapshotReport {
  const taken = files.find(({ snapshot }) =>
    snapshot !== undefined && isRecorded(snapshot, recorded)
  );
  const findings = [
    ...files.flatMap((file) => fileFindings(snapDir, file, recorded)),
    ...files.flatMap((file) => orphanFindings(snapDir, file, recorded)),
    ...others,
  ];
  return { findings, facts: { files, taken } };
}

function fileFindings(
  snapDir: string,
  { name, snapshot, fault }: SnapshotFile,
  recorded: readonly LogPosition[] | undefined,
): Finding[] {
  const path = `${snapDir}/${name}`;
  if (fault !== undefined) {
    const { code, detail } = fault;
    return isUnfinished(name, recorded)
      ? [snapFinding("SNAP_UNFINISHED", path, detail)]
      : [snapFinding(code, path, detail)];
  }
  if (snapshot === undefined || name === nameOf(snapshot)) return [];
  const detail = `it holds snapshot ${nameOf(snapshot)}`;
  return [snapFinding("SNAP_NAME", path, detail)];
}

/**
 * etcd writes a snapshot file in its place and records it in the log when it
 * is on disk: a kill in between leaves one of any length above all others.
 */
function isUnfinished(
  name: string,
  recorded: readonly LogPosition[] | undefined,
): boolean {
  const position = positionOf(name);
  if (recorded === undefined || position === undefined) return false;
  return recorded.every(({ index }) => index < position.index);
}

function isRecorded(
  { index, term }: LogPosition,
  recorded: readonly LogPosition[] | undefined,
): boolean {
  return recorded === undefined ||
    recorded.some((it) => it.index === index && it.term === term);
}

/** Files that were written just before an end, and not recorded any more. */
function orphanFindings(
  snapDir: string,
  { name, snapshot }: SnapshotFile,
  recorded: readonly LogPosition[] | undefined,
): Finding[] {
  const [oldest] = recorded ?? [];
  if (snapshot === undefined || isRecorded(snapshot, recorded)) return [];
  // The log forgets older snapshots together with its older segments.
  if (oldest !== undefined && snapshot.index < oldest.index) return [];
  const detail = `the log does not record snapshot ${snapshot.index}`;
  return [snapFinding("SNAP_NOT_RECORDED", `${snapDir}/${name}`, detail)];
}

const NAME_REGEXP = /^([0-9a-f]{16})-([0-9a-f]{16})\.snap$/;

function positionOf(name: string): LogPosition | undefined {
  const [, term, index] = NAME_REGEXP.exec(name) ?? [];
  if (term === undefined || index === undefined) return undefined;
  return { term: BigInt(`0x${term}`), index: BigInt(`0x${index}`) };
}

function nameOf({ term, index }: LogPosition): string {
  return `${hex(term)}-${hex(index)}.snap`;
}

function hex(number: bigint): string {
  return number.toString(16).padStart(16, "0");
}
