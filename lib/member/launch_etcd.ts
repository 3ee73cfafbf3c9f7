import type { Settings } from "../cli/settings.ts";
import type { EtcdConfig } from "../config/etcd_config.ts";
import { type EtcdProcess, startEtcdProcess } from "../etcd/etcd_process.ts";
import { consumeExitRecord, exitRecordPaths } from "../etcd/exit_record.ts";
import {
  processRecordPath,
  writeProcessRecord,
} from "../etcd/process_record.ts";
import { stopAfterFirstEntries } from "../etcd/stop_after_first_entries.ts";
import type { Logger } from "../log/logger.ts";
import { dropRun } from "../process/drop_grants.ts";
import type { LaunchPlan } from "./launch_plan.ts";

/** What {@linkcode launchEtcd} needs. */
export interface LaunchEtcdOptions {
  /** The checked flags. */
  readonly settings: Settings;
  /** etcd's configuration, checked. */
  readonly config: EtcdConfig;
  /** What etcd is started with. */
  readonly plan: LaunchPlan;
  /** The executable. */
  readonly etcdPath: string;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** Starts etcd, and notes what a later start has to know of it. */
export async function launchEtcd(
  options: LaunchEtcdOptions,
): Promise<EtcdProcess> {
  const { settings, config, plan, etcdPath, logger } = options;
  const { dataVolumeDir } = settings;
  // From here on a start that fails has to lead to a full validation.
  await consumeExitRecord(exitRecordPaths(dataVolumeDir), logger);
  const etcd = stopAfterFirstEntries(
    startEtcdProcess({ path: etcdPath, args: plan.args }),
    config.walDir || `${config.dataDir}/member/wal`,
  );
  dropRun();
  logger.info("started etcd", { pid: etcd.pid, path: etcdPath });
  const recordPath = processRecordPath(dataVolumeDir);
  await writeProcessRecord(recordPath, {
    pid: etcd.pid,
    startedMs: Date.now(),
    dataDir: config.dataDir,
    commandLine: plan.args.join(" "),
  }).catch((error) =>
    logger.warn("cannot note etcd's process id", { recordPath, error })
  );
  return etcd;
}
