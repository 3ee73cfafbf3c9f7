import type { Settings } from "../cli/settings.ts";
import type { EtcdConfig } from "../config/etcd_config.ts";
import type { MemberClient } from "../etcd/member_client.ts";
import type { Logger } from "../log/logger.ts";
import type { Shown } from "./wrapper_server.ts";

/** What {@linkcode prepareHandOver} needs. */
export interface PrepareHandOverOptions extends Shown {
  /** The checked flags. */
  readonly settings: Settings;
  /** etcd's configuration, checked. */
  readonly config: EtcdConfig;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** etcd's default. */
const ELECTION_TIMEOUT_MS = 1000;

/**
 * Gives what hands leadership over before a stop. It is loaded ahead, for a
 * stop is to lose no time; a single member, which has nobody, loads nothing.
 */
export function prepareHandOver(
  options: PrepareHandOverOptions,
): (client: MemberClient, signal: AbortSignal) => Promise<void> {
  const { settings: { etcd }, config, health, metrics, logger } = options;
  const load = () => import("../hand_over/hand_over.ts");
  if (config.initialCluster.size > 1) void load();
  return async (client, signal) => {
    const known = health.current.member?.members.length ?? 0;
    if (Math.max(known, config.initialCluster.size) <= 1) return;
    const { handOver } = await load();
    await handOver({
      client,
      health,
      metrics,
      electionTimeoutMs: config.electionTimeoutMs ?? ELECTION_TIMEOUT_MS,
      // etcd is to keep the better part of the time, to close its data.
      timeoutMs: Math.min(etcd.handOverTimeoutMs, etcd.stopTimeoutMs / 2),
      logger,
      signal,
    });
  };
}
