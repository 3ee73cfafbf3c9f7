import type { Health } from "./health.ts";

/** When {@linkcode isLive} gives a member up. */
export interface LivenessOptions {
  /** Time of `performance.now()`. */
  readonly nowMs: number;
  /** 0 or less: never. */
  readonly timeoutMs: number;
}

/**
 * Whether a restart would not help: false only when etcd has served and now
 * gives no answer of any kind for longer than `timeoutMs`. A member that waits
 * for its data, its quorum or its end is live.
 */
export function isLive(health: Health, options: LivenessOptions): boolean {
  const { nowMs, timeoutMs } = options;
  const { etcdAnsweredMs, phase } = health;
  if (timeoutMs <= 0 || etcdAnsweredMs === undefined) return true;
  // The stop has a limit of its own, after which etcd is killed.
  if (phase.name === "stopping") return true;
  return nowMs - etcdAnsweredMs <= timeoutMs;
}
