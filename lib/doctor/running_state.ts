import { memberPaths } from "../validation/member/data_dir.ts";
import { waitForLock } from "../validation/member/wait_for_lock.ts";
import type { DoctorSubject } from "./doctor_subject.ts";

/** Who uses the data now. */
export interface RunningState {
  /** `undefined` where the system does not say who. */
  readonly pid: number | undefined;
}

/** Finds out whether a process uses the data; `undefined`: none. */
export async function readRunningState(
  { dataDir, walDir }: Pick<DoctorSubject, "dataDir" | "walDir">,
  signal: AbortSignal,
): Promise<RunningState | undefined> {
  if (dataDir === "") return undefined;
  const { database } = memberPaths(dataDir, walDir);
  return await waitForLock(database, {
    timeoutMs: 0,
    signal,
    onWait() {},
  });
}
