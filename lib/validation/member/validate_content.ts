import type { DatabaseReport } from "../bbolt/validate_database.ts";
import type { Finding } from "../finding.ts";
import {
  judgeSnapshots,
  type SnapshotReport,
} from "../snap/judge_snapshots.ts";
import { readSnapshots } from "../snap/read_snapshots.ts";
import { validateWal } from "../wal/validate_wal.ts";
import type { WalReport } from "../wal/wal_report.ts";
import { ByteProgress, type OnProgress } from "./byte_progress.ts";
import { checkDatabase } from "./check_database.ts";
import { checkExpected, type ExpectedMember } from "./check_expected.ts";
import { crossCheck } from "./cross_check.ts";
import type { MemberPaths } from "./data_dir.ts";
import { expectedBytes } from "./expected_bytes.ts";
import { findUnfinished } from "./find_unfinished.ts";
import { hasError } from "./has_error.ts";
import { hexId } from "./hex_id.ts";
import type {
  DataDirState,
  MemberFacts,
  ValidationMode,
} from "./member_report.ts";

/** What is validated, and how. */
export interface ValidateContentOptions {
  /** Where the member's parts lie. */
  readonly paths: MemberPaths;
  /** What the names in the data directory say. */
  readonly dataDir: DataDirState;
  /** How thoroughly. */
  readonly mode: ValidationMode;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Told how many of the bytes to read are read. */
  readonly onProgress?: OnProgress | undefined;
  /** What the configuration says. */
  readonly expected?: ExpectedMember | undefined;
}

/** What was found in a data directory. */
export interface MemberContent {
  /** What is to be said about it. */
  readonly findings: readonly Finding[];
  /** What is known about the member. */
  readonly facts: MemberFacts;
}

/** What is known where no member was looked at. */
export const NO_FACTS: MemberFacts = {
  dataDir: "missing",
  memberId: undefined,
  clusterId: undefined,
  name: undefined,
  isRemoved: false,
  repair: undefined,
  recorded: undefined,
  wal: undefined,
  snapshots: undefined,
  database: undefined,
};

/** Validates each part of a member, and whether they belong together. */
export async function validateContent(
  options: ValidateContentOptions,
): Promise<MemberContent> {
  const { paths, dataDir, mode, signal, expected = {} } = options;
  const progress = new ByteProgress(
    await expectedBytes(paths, mode),
    options.onProgress ?? (() => {}),
  );
  const { wal, snapshots } = await checkLog(options, progress);
  const database = await checkDatabase({
    paths,
    mode,
    startIndex: wal.facts?.start.index ?? 0n,
    isLogWhole: !hasError(wal.findings) && wal.facts?.start.index === 0n,
    onProgress: progress.part(2),
    signal,
  });
  progress.finish(2);
  const unfinished = findUnfinished({ paths, dataDir, wal, database });
  if (unfinished !== undefined) {
    const facts = { ...NO_FACTS, dataDir: "unfinished" as const };
    return { findings: [unfinished], facts };
  }
  const parts = { paths, wal, snapshots, database };
  const { database: file } = paths;
  return {
    findings: [
      ...wal.findings,
      ...database.findings,
      ...snapshots.findings,
      ...checkTogether(parts),
      ...(database.facts === undefined
        ? []
        : checkExpected({ file, database: database.facts, expected })),
    ],
    facts: factsOf(parts),
  };
}

interface Parts {
  readonly paths: MemberPaths;
  readonly wal: WalReport;
  readonly snapshots: SnapshotReport;
  readonly database: DatabaseReport;
}

/** The log says which snapshots count, and which ones can be read counts for it. */
async function checkLog(
  { paths, mode, signal }: ValidateContentOptions,
  progress: ByteProgress,
): Promise<Pick<Parts, "wal" | "snapshots">> {
  const read = await readSnapshots(paths.snapDir, {
    signal,
    onProgress: progress.part(0),
  });
  const wal = await validateWal(paths.walDir, {
    mode,
    signal,
    onProgress: progress.part(1),
    snapshotFiles: read.files.flatMap(({ snapshot }) => snapshot ?? []),
  });
  progress.finish(1);
  // A log that cannot be read to its end may record more than is known.
  const recorded = hasError(wal.findings) ? undefined : wal.facts?.snapshots;
  return { wal, snapshots: judgeSnapshots(read, recorded) };
}

/** Where a part is damaged, what it says is not compared with the others. */
function checkTogether(
  { paths, wal, snapshots, database }: Parts,
): Finding[] {
  if (wal.facts === undefined) return [];
  if (hasError(wal.findings) || hasError(database.findings)) return [];
  return crossCheck({
    paths,
    wal: wal.facts,
    snapshots: snapshots.facts,
    database: database.facts,
  });
}

function factsOf({ wal, snapshots, database }: Parts): MemberFacts {
  const { memberId, clusterId } = wal.facts ?? {};
  const id = memberId === undefined ? undefined : hexId(memberId);
  const { members = [], removedMembers = [] } = database.facts ?? {};
  return {
    dataDir: "member",
    memberId: id,
    clusterId: clusterId === undefined ? undefined : hexId(clusterId),
    name: members.find((member) => member.id === id)?.name || undefined,
    isRemoved: id !== undefined && removedMembers.includes(id),
    repair: wal.facts?.repair,
    recorded: undefined,
    wal: wal.facts,
    snapshots: snapshots.facts,
    database: database.facts,
  };
}
