import type { Settings } from "../cli/settings.ts";
import type { EtcdConfig } from "../config/etcd_config.ts";
import { needsFlags, toEtcdFlags } from "../config/etcd_flags.ts";
import type { EtcdVersion } from "../config/etcd_version.ts";
import { withSettings } from "../config/overrides.ts";

/** What {@linkcode planLaunch} needs. */
export interface LaunchPlanOptions {
  /** The configuration file as it was fetched. */
  readonly source: Uint8Array;
  /** etcd's configuration, checked. */
  readonly config: EtcdConfig;
  /** The etcd that will run. */
  readonly etcdVersion: EtcdVersion;
  /** The checked flags. */
  readonly settings: Settings;
  /** Where the configuration file is written. */
  readonly home: string;
}

/** What etcd is started with. */
export interface LaunchPlan {
  /** Where the configuration file goes. */
  readonly configPath: string;
  /** What stands in it. */
  readonly configFile: Uint8Array;
  /** etcd's command line. */
  readonly args: readonly string[];
}

/**
 * With a tick of 10 ms and an election after 100 ms a single member is ready
 * in a tenth of the usual time: it has nobody to wait for.
 */
const FAST_START = { "heartbeat-interval": 10, "election-timeout": 100 };

/** Decides on etcd's configuration file and command line. */
export function planLaunch(options: LaunchPlanOptions): LaunchPlan {
  const { source, config, etcdVersion, settings, home } = options;
  const configPath = `${home}/etcd.conf.yaml`;
  const overrides = isFastStart(config, settings) ? FAST_START : {};
  const effective: EtcdConfig = {
    ...config,
    settings: { ...config.settings, ...overrides },
  };
  return {
    configPath,
    configFile: Object.keys(overrides).length > 0
      ? withSettings(config, overrides)
      : source,
    args: needsFlags(effective, etcdVersion)
      ? toEtcdFlags(effective, etcdVersion)
      : [`--config-file=${configPath}`],
  };
}

function isFastStart(config: EtcdConfig, settings: Settings): boolean {
  return settings.etcd.singleMemberFastStart &&
    config.initialCluster.size === 1 &&
    config.heartbeatIntervalMs === undefined &&
    config.electionTimeoutMs === undefined;
}
