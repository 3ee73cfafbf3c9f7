import type { DatabaseFacts } from "../bbolt/validate_database.ts";
import { hexId } from "../member/hex_id.ts";
import type { MemberFacts, MemberReport } from "../member/member_report.ts";
import type { LogPosition } from "../raft_messages.ts";
import type { SnapshotFacts } from "../snap/judge_snapshots.ts";
import type { WalFacts } from "../wal/wal_report.ts";

/**
 * Makes the report that `--output=json` prints, see docs/validation.md.
 * Numbers of 64 bits are texts: in decimal, IDs in hexadecimal.
 */
export function toJsonReport(
  { mode, verdict, findings, facts }: MemberReport,
  exitCode: number,
): Record<string, unknown> {
  return {
    mode,
    verdict,
    exitCode,
    findings: findings.map((finding) => ({
      ...finding,
      offset: finding.offset ?? null,
    })),
    facts: toJsonFacts(facts),
  };
}

function toJsonFacts(facts: MemberFacts): Record<string, unknown> {
  const { wal, snapshots, database } = facts;
  return {
    dataDir: facts.dataDir,
    memberId: facts.memberId ?? null,
    clusterId: facts.clusterId ?? null,
    name: facts.name ?? null,
    isRemoved: facts.isRemoved,
    repair: facts.repair ?? null,
    recorded: facts.recorded ?? null,
    wal: wal === undefined ? null : toJsonWal(wal),
    snapshots: snapshots === undefined ? null : toJsonSnapshots(snapshots),
    database: database === undefined ? null : toJsonDatabase(database),
  };
}

function toJsonWal(wal: WalFacts): Record<string, unknown> {
  const { firstIndex, lastIndex, commit, term, vote, start, segments } = wal;
  return {
    firstIndex: String(firstIndex),
    lastIndex: String(lastIndex),
    commit: String(commit),
    term: String(term),
    vote: hexId(vote),
    start: toJsonPosition(start),
    segments,
  };
}

function toJsonSnapshots(
  { files, taken }: SnapshotFacts,
): Record<string, unknown> {
  return {
    taken: taken?.name ?? null,
    files: files.map(({ name, snapshot }) => ({
      name,
      position: snapshot === undefined ? null : toJsonPosition(snapshot),
    })),
  };
}

function toJsonPosition(
  { index, term }: LogPosition,
): Record<string, string> {
  return { index: String(index), term: String(term) };
}

/** What is not known is null, a number of 64 bits a text. */
function toJsonDatabase(database: DatabaseFacts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(database).map(([name, value]) => [
      name,
      typeof value === "bigint" ? String(value) : value ?? null,
    ]),
  );
}
