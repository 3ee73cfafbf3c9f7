import {
  type ProcessRecord,
  processRecordPath,
  readProcessRecord,
} from "../../etcd/process_record.ts";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";
import { readRunningState, type RunningState } from "../running_state.ts";

/** Looks who uses the data, and whether a record of that is out of date. */
export const CHECK_LOCK: DoctorCheck = {
  name: "lock",
  timeoutMs: 5000,
  async run({ subject, report, signal }: CheckCall) {
    const { volumeDir, dataDir } = subject;
    if (volumeDir === "") {
      return { summary: "not looked at", isSkipped: true };
    }
    const state = await readRunningState(subject, signal);
    const path = processRecordPath(volumeDir);
    const record = await readProcessRecord(path);
    if (isStale(state, record)) {
      const reason = `says that etcd runs as process ${record?.pid}, but no ` +
        "one uses the data: the last run was killed";
      report("RECORD_STALE", { subject: path, reason });
    } else if (isStranger(state, record)) {
      const who = state.pid === undefined
        ? "a process that the system does not name"
        : `process ${state.pid}`;
      const reason = `${who} uses the data, and it is no etcd that this ` +
        "program has started";
      report("LOCK_STRANGER", { subject: dataDir, reason });
    }
    return {
      summary: summarize(state, record),
      isSkipped: state.lock === "unknown" && !state.isRunning,
      facts: {
        lock: state.lock,
        pid: state.pid ?? null,
        daemonPhase: state.daemon?.phase ?? null,
      },
    };
  },
};

function isStale(
  { lock, isRunning }: RunningState,
  record: ProcessRecord | undefined,
): boolean {
  return record !== undefined && lock === "free" && !isRunning;
}

function isStranger(
  { lock, pid, daemon }: RunningState,
  record: ProcessRecord | undefined,
): boolean {
  if (lock !== "held") return false;
  // Another namespace of processes numbers them otherwise.
  if (record === undefined) return daemon === undefined;
  return pid !== undefined && pid !== record.pid && daemon === undefined;
}

function summarize(
  { lock, daemon, isRunning }: RunningState,
  record: ProcessRecord | undefined,
): string {
  const whose = record === undefined ? "" : ` (process ${record.pid})`;
  if (daemon !== undefined) {
    return `the daemon answers: ${daemon.phase}` +
      (isRunning ? `, its etcd${whose} uses the data` : "");
  }
  if (lock === "unknown") {
    return "no daemon answers; whether a process uses the data cannot be told";
  }
  if (lock === "free") return "no process uses the data";
  return record === undefined
    ? "a process uses the data"
    : `etcd${whose} uses the data`;
}
