import {
  type DatabaseReport,
  validateDatabase,
} from "../bbolt/validate_database.ts";
import type { Finding } from "../finding.ts";
import { hasError } from "./has_error.ts";
import { memberFinding } from "./member_finding.ts";
import type { OnProgress } from "./byte_progress.ts";
import type { MemberPaths } from "./data_dir.ts";
import type { ValidationMode } from "./member_report.ts";

/** How the database of a member is checked. */
export interface CheckDatabaseOptions {
  /** Where the member's parts lie. */
  readonly paths: MemberPaths;
  /** How thoroughly. */
  readonly mode: ValidationMode;
  /** Index of the snapshot that etcd starts from, 0 for none. */
  readonly startIndex: bigint;
  /** Whether the log has all entries from the first one on. */
  readonly isLogWhole: boolean;
  /** Takes the progress. */
  readonly onProgress: OnProgress;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Validates the database that etcd is going to use. */
export async function checkDatabase(
  options: CheckDatabaseOptions,
): Promise<DatabaseReport> {
  const { paths, mode, signal, onProgress } = options;
  const quick = await validateDatabase(paths.database, {
    mode: "sanity",
    signal,
  });
  const isNew = quick.findings.every(({ code }) => NEW_CODES.includes(code)) &&
    quick.findings.length > 0;
  if (isNew && options.isLogWhole) {
    return { ...quick, findings: rebuilt(quick) };
  }
  const sent = await findSentDatabase(options, quick);
  if (sent === undefined && mode === "sanity") return quick;
  const path = sent?.file ?? paths.database;
  const report = await validateDatabase(path, { mode, signal, onProgress });
  return { ...report, findings: [...report.findings, ...sent ? [sent] : []] };
}

/** etcd makes a new database where it finds one of these. */
const NEW_CODES = ["DB_MISSING", "DB_EMPTY"];

function rebuilt({ findings }: DatabaseReport): Finding[] {
  return findings.map(({ file, code }) => {
    const detail = code === "DB_EMPTY"
      ? "the database file is empty"
      : "there is no database file";
    return memberFinding("DB_REBUILT", { file, detail });
  });
}

/**
 * A leader sends its whole database to a member that is far behind. When
 * etcd ends before it has put that in place, it does so at its next start.
 */
async function findSentDatabase(
  { paths, startIndex }: CheckDatabaseOptions,
  { findings, facts }: DatabaseReport,
): Promise<Finding | undefined> {
  const isRight = !hasError(findings) ||
    findings.every(({ code }) => NEW_CODES.includes(code));
  if (!isRight || (facts?.consistentIndex ?? 0n) >= startIndex) {
    return undefined;
  }
  const name = `${startIndex.toString(16).padStart(16, "0")}.snap.db`;
  const file = `${paths.snapDir}/${name}`;
  try {
    await Deno.stat(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const detail = `it is to take the place of ${paths.database}`;
  return memberFinding("DB_FROM_LEADER", { file, detail });
}
