import {
  processRecordPath,
  readProcessRecord,
} from "../../etcd/process_record.ts";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";
import { readRunningState } from "../running_state.ts";

/** Looks who uses the data, and whether a record of that is out of date. */
export const CHECK_LOCK: DoctorCheck = {
  name: "lock",
  timeoutMs: 5000,
  async run({ subject, report, signal }: CheckCall) {
    const { volumeDir, dataDir } = subject;
    if (volumeDir === "") return { summary: "not looked at", isSkipped: true };
    const holder = await readRunningState(subject, signal);
    const path = processRecordPath(volumeDir);
    const record = await readProcessRecord(path);
    const isOwn = record !== undefined &&
      (holder?.pid === undefined || holder.pid === record.pid);
    if (holder === undefined && record !== undefined) {
      const reason = `says that etcd runs as process ${record.pid}, but no ` +
        "one uses the data: the last run was killed";
      report("RECORD_STALE", { subject: path, reason });
    } else if (holder !== undefined && !isOwn) {
      const who = holder.pid === undefined
        ? "a process that the system does not name"
        : `process ${holder.pid}`;
      const reason = `${who} uses the data, and it is no etcd that this ` +
        "program has started";
      report("LOCK_STRANGER", { subject: dataDir, reason });
    }
    return {
      summary: holder === undefined
        ? "no process uses the data"
        : `${isOwn ? `etcd (process ${record.pid})` : "a process"} uses the ` +
          "data",
      facts: { isUsed: holder !== undefined, pid: holder?.pid ?? null },
    };
  },
};
