import { delay } from "@std/async/delay";
import { createBackoff } from "../backoff.ts";
import type { EtcdMember } from "../etcd_client/etcd_member.ts";
import { describeError } from "../log/describe_error.ts";
import { changeCluster } from "./change_cluster.ts";
import { describeSilence } from "./describe_silence.ts";
import { observeOthers } from "./gather_facts.ts";
import type { MembershipOptions } from "./membership.ts";
import { findOwnEntry } from "./own_entry.ts";
import type { ClusterView, RunningCluster } from "./start_facts.ts";

/** What {@linkcode untilVoter} needs besides the configuration. */
export interface UntilVoterOptions {
  /** The id of the own entry, when it is known. */
  readonly memberId: string | undefined;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** After this time it is a failure, and tried less often. @default {600000} */
  readonly limitMs?: number;
}

/** The own entry, and the cluster that has it. */
export interface OwnEntry {
  /** A voter. */
  readonly member: EtcdMember;
  /** Hexadecimal. */
  readonly clusterId: string;
}

const OBSERVE_TIMEOUT_MS = 3000;
const FIRST_WAIT_MS = 100;
/** A learner that has caught up waits no longer than this for its vote. */
const MAX_WAIT_MS = 2000;
/** Long enough for a database of many GiB to be sent. */
const LIMIT_MS = 10 * 60_000;
const SLOW_WAIT_MS = 60_000;

/**
 * Resolves when the cluster lists this member as a voter, and has it promoted
 * if it is a learner; etcd refuses that until the learner has caught up. Gives
 * nothing when `signal` is aborted.
 */
export async function untilVoter(
  membership: MembershipOptions,
  options: UntilVoterOptions,
): Promise<OwnEntry | undefined> {
  const { signal, limitMs = LIMIT_MS } = options;
  const waits = createBackoff({
    firstMs: FIRST_WAIT_MS,
    maxMs: MAX_WAIT_MS,
    jitter: 0.3,
  });
  const beganMs = performance.now();
  let isLate = false;
  let said: string | undefined;
  while (!signal.aborted) {
    const { entry, problem } = await tryOnce(membership, options);
    if (signal.aborted) break;
    if (entry !== undefined) return entry;
    if (problem !== said) {
      membership.logger.info("this member is no voter yet", { problem });
    }
    said = problem;
    if (!isLate && performance.now() - beganMs > limitMs) {
      isLate = true;
      membership.logger.error(
        "this member is still no voter, trying less often",
        {
          problem,
          seconds: Math.round(limitMs / 1000),
        },
      );
    }
    const waitMs = isLate ? SLOW_WAIT_MS : waits.next();
    await delay(waitMs, { signal }).catch(() => {});
  }
  return undefined;
}

async function tryOnce(
  membership: MembershipOptions,
  options: UntilVoterOptions,
): Promise<{ entry?: OwnEntry; problem?: string }> {
  try {
    const timeoutMs = OBSERVE_TIMEOUT_MS;
    const { signal } = options;
    const view = await observeOthers(membership, { timeoutMs, signal });
    const found = await lookAt(view, membership, options);
    if (found !== undefined) return { entry: found };
    const [cluster] = view.running;
    const problem = cluster === undefined
      ? describeSilence(view)
      : `cluster ${cluster.clusterId} does not list this member`;
    return { problem };
  } catch (error) {
    return { problem: describeError(error) };
  }
}

async function lookAt(
  { running, leaderless }: ClusterView,
  membership: MembershipOptions,
  { memberId, signal }: UntilVoterOptions,
): Promise<OwnEntry | undefined> {
  const find = ({ members }: Pick<RunningCluster, "members">) =>
    memberId === undefined
      ? findOwnEntry(membership, { members })
      : members.find(({ id }) => id === memberId);
  for (const cluster of running) {
    const member = find(cluster);
    if (member === undefined) continue;
    const { clusterId } = cluster;
    if (!member.isLearner) return { member, clusterId };
    await promote(membership, cluster, { member, signal });
    const fields = { clusterId, memberId: member.id };
    membership.logger.info("promoted this learner", fields);
    return { member: { ...member, isLearner: false }, clusterId };
  }
  // With authentication no client port may answer. A vote is for good.
  for (const peer of leaderless) {
    const member = find(peer);
    if (member === undefined || member.isLearner) continue;
    return { member, clusterId: peer.clusterId };
  }
  return undefined;
}

async function promote(
  membership: MembershipOptions,
  { clientUrls }: RunningCluster,
  { member, signal }: { member: EtcdMember; signal: AbortSignal },
): Promise<void> {
  const { clientTls, onProgress } = membership;
  onProgress(`learner ${member.id} catches up, then it is promoted`);
  await changeCluster(
    { clientUrls, clientTls, signal },
    (client) => client.memberPromote(member.id, signal),
  );
}
