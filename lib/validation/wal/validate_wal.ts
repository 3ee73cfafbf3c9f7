import type { Finding } from "../finding.ts";
import { findLockHolder } from "../lock_holder.ts";
import type { LogPosition } from "../raft_messages.ts";
import { checkSequence } from "./check_sequence.ts";
import { planStart } from "./check_start.ts";
import { chooseStart } from "./choose_start.ts";
import { LogHistory } from "./log_history.ts";
import { knowsStart, logFindings } from "./log_findings.ts";
import { type LogEnd, readHeads, readLog } from "./read_log.ts";
import { recordedSnapshots } from "./recorded_snapshots.ts";
import { listWalFiles, type SegmentFile } from "./wal_files.ts";
import { walFacts } from "./wal_facts.ts";
import { walFinding } from "./wal_finding.ts";
import type { ReadOut, WalReport } from "./wal_report.ts";

/** How thoroughly a log is validated. */
export interface ValidateWalOptions {
  /**
   * `full` reads everything, as etcd does when it starts. `sanity` reads the
   * begin of each segment and all of the last one.
   */
  readonly mode: "sanity" | "full";
  /** Ends it early. */
  readonly signal: AbortSignal;
  /**
   * Told how far it has come; `sanity` begins anew, with a larger total, when
   * it has to read further back.
   */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  /**
   * The snapshot files that can be read, by falling name.
   *
   * @default {all snapshots that the log records}
   */
  readonly snapshotFiles?: readonly LogPosition[];
}

/** Validates a write-ahead log without changing or locking it. */
export async function validateWal(
  walDir: string,
  options: ValidateWalOptions,
): Promise<WalReport> {
  options.signal.throwIfAborted();
  const { segments, findings: others } = await listWalFiles(walDir);
  if (segments.length === 0) {
    const detail = "there is no segment of a write-ahead log";
    const missing = walFinding("WAL_MISSING", { file: walDir, detail });
    return { findings: [missing, ...others], facts: undefined };
  }
  const locks = await findLocks(segments);
  const log = options.mode === "full"
    ? await readAll(segments, options)
    : await readEnds(segments, options);
  const { history } = log;
  const start = chooseStart({
    recorded: recordedSnapshots(log, segments),
    commit: history.state?.commit ?? 0n,
    files: options.snapshotFiles,
  });
  const plan = planStart(start, segments, history);
  const findings = [
    ...logFindings(log, plan, segments),
    // A start that is not known begins before what was read.
    ...checkSequence(
      segments,
      knowsStart(log, plan) ? plan.segment : log.from - 1,
    ),
    ...locks,
    ...others,
  ];
  return { findings, facts: walFacts(log, plan, segments) };
}

async function readAll(
  segments: readonly SegmentFile[],
  { signal, onProgress, snapshotFiles }: ValidateWalOptions,
): Promise<ReadOut> {
  const history = new LogHistory();
  const total = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const end = await readLog({
    segments,
    from: 0,
    lookBytes: Infinity,
    history,
    onProgress: (doneBytes) => onProgress?.(doneBytes, total),
    signal,
  });
  return { history, end, from: 0, snapshotFiles };
}

/**
 * A quick look: etcd drops what lies behind the end, and damage that makes an
 * end where there was none is smaller than that.
 */
const LOOK_BYTES = 256 * 1024;

/** Goes back segment by segment until it finds the member's last state. */
async function readEnds(
  segments: readonly SegmentFile[],
  { signal, onProgress, snapshotFiles }: ValidateWalOptions,
): Promise<ReadOut> {
  for (let from = segments.length - 1;; from--) {
    const history = new LogHistory();
    const total = segments.slice(from)
      .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const options = {
      segments,
      from,
      lookBytes: LOOK_BYTES,
      history,
      onProgress: (doneBytes: number) => onProgress?.(doneBytes, total),
      signal,
    };
    const end = await readHeads(options) ?? await readLog(options);
    if (from === 0 || isEnough(end, history, from)) {
      return { history, end, from, snapshotFiles };
    }
  }
}

function isEnough(
  { segment, end, fault }: LogEnd,
  { state }: LogHistory,
  from: number,
): boolean {
  // Without the segment before it the first record may just seem wrong.
  if (segment === from && (fault ?? end)?.offset === 0) return false;
  return state !== undefined || fault !== undefined;
}

async function findLocks(segments: readonly SegmentFile[]): Promise<Finding[]> {
  // etcd holds all it needs, the last one among them.
  const file = segments.at(-1)?.path ?? "";
  const holder = await findLockHolder(file);
  if (holder === undefined) return [];
  const { pid } = holder;
  const detail = pid === undefined
    ? "another process holds a lock on it"
    : `process ${pid} holds a lock on it`;
  return [walFinding("WAL_LOCKED", { file, detail })];
}
