import type { Bootstrap } from "../bootstrap.ts";
import { parseEtcdConfig } from "../config/etcd_config.ts";
import type { EtcdVersion } from "../config/etcd_version.ts";
import { hasWal } from "../etcd/has_wal.ts";
import { dropHomeWrite } from "../process/drop_grants.ts";
import { replaceFile } from "../replace_file.ts";
import type { RunEnd } from "../stop_record/run_end.ts";
import { planLaunch } from "./launch_plan.ts";
import { runMember, type RunMemberOptions } from "./run_member.ts";

/** What {@linkcode startMember} needs. */
export interface StartMemberOptions
  extends Omit<RunMemberOptions, "config" | "plan" | "server" | "companion"> {
  /** Knows the configuration, and what goes along with the member. */
  readonly bootstrap: Bootstrap;
  /** The etcd that will run. */
  readonly etcdVersion: EtcdVersion;
  /** The user's home directory, where etcd's configuration is written. */
  readonly home: string;
}

/**
 * Runs a member whose data is initialized, from its configuration to its end,
 * and tells how it ended.
 */
export async function startMember(
  options: StartMemberOptions,
): Promise<RunEnd> {
  const { bootstrap, etcdVersion, settings, home, health, logger } = options;
  health.enter("fetching the configuration");
  const source = await bootstrap.fetchConfig(options.stop);
  const config = await parseEtcdConfig(source, { etcdVersion, hasWal });
  const plan = planLaunch({ source, config, etcdVersion, settings, home });
  await replaceFile(plan.configPath, plan.configFile);
  dropHomeWrite(home);
  logger.info("Fetched and written etcd configuration", {
    path: plan.configPath,
  });
  health.enter("starting etcd");
  const { server, companion } = bootstrap;
  return await runMember({ ...options, config, plan, server, companion });
}
