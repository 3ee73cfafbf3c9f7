import type { LogPosition } from "../raft_messages.ts";
import { judgeSnapshots, type SnapshotReport } from "./judge_snapshots.ts";
import { readSnapshots, type ReadSnapshotsOptions } from "./read_snapshots.ts";

/** How snapshot files are validated. */
export interface ValidateSnapshotsOptions extends ReadSnapshotsOptions {
  /**
   * The committed snapshots that the log records, of which etcd takes one.
   *
   * @default {any}
   */
  readonly walSnapshots?: readonly LogPosition[];
}

/** Validates the snapshot files of a member without changing them. */
export async function validateSnapshots(
  snapDir: string,
  options: ValidateSnapshotsOptions,
): Promise<SnapshotReport> {
  const files = await readSnapshots(snapDir, options);
  return judgeSnapshots(files, options.walSnapshots);
}
