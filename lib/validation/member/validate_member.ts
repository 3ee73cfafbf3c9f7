import { dirname } from "@std/path/posix/dirname";
import type { Finding } from "../finding.ts";
import type { OnProgress } from "./byte_progress.ts";
import type { ExpectedMember } from "./check_expected.ts";
import { checkIdentity } from "./check_identity.ts";
import { type MemberPaths, memberPaths, readDataDir } from "./data_dir.ts";
import { decideVerdict } from "./decide_verdict.ts";
import { hasError } from "./has_error.ts";
import { memberFinding } from "./member_finding.ts";
import {
  type MemberIdentity,
  memberIdentityPath,
  readMemberIdentity,
} from "./member_identity.ts";
import type {
  MemberFacts,
  MemberReport,
  ValidationMode,
} from "./member_report.ts";
import { checkVolumeGuard } from "./volume_guard.ts";
import { NO_FACTS, validateContent } from "./validate_content.ts";
import { type DatabaseLock, waitForLock } from "./wait_for_lock.ts";

/** What is validated, and how. */
export interface ValidateMemberOptions {
  /** etcd's `data-dir`. */
  readonly dataDir: string;
  /** etcd's `wal-dir`. @default {`member/wal` in the data directory} */
  readonly walDir?: string | undefined;
  /** The volume. @default {the directory that the data directory is in} */
  readonly volumeDir?: string | undefined;
  /** `sanity` looks at what a start reads first, `full` at every byte. */
  readonly mode: ValidationMode;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Told how many of the bytes to read are read. */
  readonly onProgress?: OnProgress | undefined;
  /** How long a lock of another process is waited for. @default {0} */
  readonly lockTimeoutMs?: number | undefined;
  /**
   * Told when such a wait begins, with the process if the kernel says which.
   */
  readonly onLockWait?: ((holderPid: number | undefined) => void) | undefined;
  /** The pod's namespace, `undefined` or empty if there is none. */
  readonly namespace: string | undefined;
  /** Whether it is worth a warning that there is none. @default {true} */
  readonly needsNamespace?: boolean | undefined;
  /** What the configuration says. @default {nothing is compared} */
  readonly expected?: ExpectedMember | undefined;
}

/**
 * Validates a member's data as a whole, without changing anything. Where it
 * ends early, as beside a running etcd, the facts are incomplete.
 *
 * @throws {Deno.errors.NotADirectory | Deno.errors.PermissionDenied} When the
 *   directories cannot be read.
 */
export async function validateMember(
  options: ValidateMemberOptions,
): Promise<MemberReport> {
  options.signal.throwIfAborted();
  const paths = memberPaths(options.dataDir, options.walDir);
  const before = await findLock(paths, options, options.lockTimeoutMs ?? 0);
  if (before !== undefined) return lockedReport(paths, options, before);
  const report = await validateUnlocked(paths, options);
  // Whoever has begun to write meanwhile has made the findings worthless.
  const after = await findLock(paths, options, 0);
  if (after !== undefined) return lockedReport(paths, options, after);
  return report;
}

function findLock(
  { database }: MemberPaths,
  { signal, onLockWait = () => {} }: ValidateMemberOptions,
  timeoutMs: number,
): Promise<DatabaseLock | undefined> {
  return waitForLock(database, { timeoutMs, signal, onWait: onLockWait });
}

async function lockedReport(
  paths: MemberPaths,
  { mode }: ValidateMemberOptions,
  { pid }: DatabaseLock,
): Promise<MemberReport> {
  const detail = pid === undefined
    ? "another process holds a lock on it"
    : `process ${pid} holds a lock on it`;
  const file = paths.database;
  const findings = [memberFinding("MEMBER_LOCKED", { file, detail })];
  const dataDir = await readDataDir(paths);
  return { mode, verdict: "locked", findings, facts: { ...NO_FACTS, dataDir } };
}

async function validateUnlocked(
  paths: MemberPaths,
  options: ValidateMemberOptions,
): Promise<MemberReport> {
  const { mode, namespace } = options;
  const volumeDir = options.volumeDir ?? dirname(options.dataDir);
  const isChecked = (namespace ?? "") !== "" ||
    (options.needsNamespace ?? true);
  const guard = isChecked ? await checkVolumeGuard(volumeDir, namespace) : [];
  const dataDir = await readDataDir(paths);
  if (hasError(guard)) {
    return report(mode, guard, { ...NO_FACTS, dataDir });
  }
  const { recorded, findings: record } = await readRecord(volumeDir);
  const content = dataDir === "member" || dataDir === "unfinished"
    ? await validateContent({ ...options, paths, dataDir })
    : { findings: [], facts: { ...NO_FACTS, dataDir } };
  const facts = { ...content.facts, recorded };
  const identity = checkIdentity({
    volumeDir,
    recorded,
    found: facts,
    expectedName: options.expected?.name,
  });
  return report(mode, [
    ...identity,
    ...checkPresence(facts, paths, volumeDir),
    ...content.findings,
    ...guard,
    ...record,
  ], facts);
}

function report(
  mode: ValidationMode,
  found: readonly Finding[],
  facts: MemberFacts,
): MemberReport {
  const findings = (["error", "warning", "info"] as const).flatMap((severity) =>
    found.filter((finding) => finding.severity === severity)
  );
  const verdict = decideVerdict(facts.dataDir, findings);
  return { mode, verdict, findings, facts };
}

async function readRecord(
  volumeDir: string,
): Promise<
  { recorded: MemberIdentity | undefined; findings: readonly Finding[] }
> {
  try {
    const recorded = await readMemberIdentity(volumeDir);
    return { recorded, findings: [] };
  } catch (error) {
    const file = memberIdentityPath(volumeDir);
    const detail = `the file cannot be read: ${(error as Error).message}`;
    const finding = memberFinding("VOLUME_RECORD", { file, detail });
    return { recorded: undefined, findings: [finding] };
  }
}

function checkPresence(
  { dataDir, recorded }: MemberFacts,
  paths: MemberPaths,
  volumeDir: string,
): Finding[] {
  if (dataDir === "foreign") {
    const detail = "the directory is not empty and holds no member";
    const file = paths.dataDir;
    return [memberFinding("MEMBER_FOREIGN", { file, detail })];
  }
  if (dataDir === "member" || recorded === undefined) return [];
  const { memberId, recordedAt } = recorded;
  const detail = `member ${memberId} was here on ${recordedAt} and is not now`;
  const file = memberIdentityPath(volumeDir);
  return [memberFinding("VOLUME_EMPTIED", { file, detail })];
}
