import type { DatabaseReport } from "../bbolt/validate_database.ts";
import type { Finding } from "../finding.ts";
import type { WalReport } from "../wal/wal_report.ts";
import type { MemberPaths } from "./data_dir.ts";
import { hasError } from "./has_error.ts";
import { memberFinding } from "./member_finding.ts";
import type { DataDirState } from "./member_report.ts";

/** What is known about the data directory. */
export interface FindUnfinishedOptions {
  /** Where its parts lie. */
  readonly paths: MemberPaths;
  /** What the names in it say. */
  readonly dataDir: DataDirState;
  /** The log. */
  readonly wal: WalReport;
  /** The database. */
  readonly database: DatabaseReport;
}

/**
 * Recognizes what an etcd leaves that is killed while it creates a member.
 * A database in which etcd has written anything is a member's that has lost
 * its log, which is another matter.
 */
export function findUnfinished(
  { paths, dataDir, wal, database }: FindUnfinishedOptions,
): Finding | undefined {
  if (!isBlank(database)) return undefined;
  const has = (code: string) => wal.findings.some((it) => it.code === code);
  if (dataDir === "unfinished") {
    const detail = "there is no log, and nothing in the database";
    return memberFinding("MEMBER_UNFINISHED", { file: paths.dataDir, detail });
  }
  if (!has("WAL_NO_ENTRIES") || hasError(wal.findings)) return undefined;
  const detail = "the log has no entry, and the database nothing either";
  return memberFinding("MEMBER_NO_ENTRIES", { file: paths.dataDir, detail });
}

function isBlank({ findings, facts }: DatabaseReport): boolean {
  if (facts === undefined) {
    return findings.every(({ code }) => BLANK_CODES.includes(code));
  }
  const { consistentIndex = 0n, lastRevision, members } = facts;
  return !hasError(findings) && consistentIndex === 0n &&
    lastRevision === undefined && members.length === 0;
}

/** There is no file yet, or bbolt has not written its first pages yet. */
const BLANK_CODES = ["DB_EMPTY", "DB_MISSING", "DB_REBUILT"];
