import { changeCluster } from "./change_cluster.ts";
import { forgetIdentity } from "./forget_identity.ts";
import type { MembershipOptions, StartPlan } from "./membership.ts";
import { MembershipError } from "./membership_error.ts";
import { findOwnEntry } from "./own_entry.ts";
import { recordTombstone } from "./record_tombstone.ts";
import type {
  AddLearner,
  RemoveSelf,
  StartBootstrap,
  StartDecision,
  StartJoin,
  Stop,
} from "./start_decision.ts";
import type { RunningCluster, StartFacts } from "./start_facts.ts";
import { writeVolumeRecord } from "./volume_records.ts";

/** A decision on its way. */
export interface Step<D = StartDecision> {
  /** What is to be done. */
  readonly decision: D;
  /** What it rests on. */
  readonly facts: StartFacts;
  /** Ends what it waits for. */
  readonly signal: AbortSignal;
}

/** What came of a decision; nothing of it when it is waited. */
export interface Outcome {
  /** How etcd is to be started. */
  readonly plan?: StartPlan;
  /** The cluster's members were changed: look again at once. */
  readonly isChanged?: boolean;
  /** Why the members could not be changed, or not for certain. */
  readonly failure?: unknown;
}

/**
 * Carries out a decision, and gives the plan once etcd may be started. What is
 * decided is on the volume before it is done.
 *
 * @throws {MembershipError} When no waiting helps.
 */
export async function carryOut(
  membership: MembershipOptions,
  { decision, facts, signal }: Step,
): Promise<Outcome> {
  switch (decision.kind) {
    case "start":
      return { plan: toPlan(decision.reason) };
    case "bootstrap":
      return { plan: await recordBootstrap(membership, decision, facts) };
    case "join":
      return { plan: await recordJoin(membership, decision, facts) };
    case "stop":
      return await stop(membership, decision, facts);
    case "wait":
      return {};
    case "add-learner":
      return await attempt(
        signal,
        () => addLearner(membership, { decision, facts, signal }),
      );
    case "remove-self":
      return await attempt(
        signal,
        () => removeSelf(membership, { decision, facts, signal }),
      );
  }
}

function toPlan(
  reason: string,
  initialClusterState?: "new" | "existing",
  initialCluster?: string,
): StartPlan {
  return { initialCluster, initialClusterState, reason };
}

/** The decision is on the volume before etcd is started for it. */
async function recordBootstrap(
  { volumeDir }: MembershipOptions,
  { participants, reason }: StartBootstrap,
  { clusterHash, records: { bootstrap } }: StartFacts,
): Promise<StartPlan> {
  const volumeId = bootstrap?.volumeId ?? crypto.randomUUID();
  await writeVolumeRecord(volumeDir, "bootstrap", {
    phase: "decided",
    volumeId,
    clusterHash,
    participants,
  });
  return toPlan(reason, "new");
}

async function recordJoin(
  { volumeDir }: MembershipOptions,
  { memberId, clusterId, initialCluster, reason }: StartJoin,
  { records: { join } }: StartFacts,
): Promise<StartPlan> {
  await writeVolumeRecord(volumeDir, "join", {
    ...join,
    phase: "added",
    clusterId,
    memberId,
  });
  // It would be taken for that of another volume's member from now on.
  await forgetIdentity(volumeDir);
  return toPlan(reason, "existing", initialCluster);
}

async function stop(
  { volumeDir }: MembershipOptions,
  { cause, reason }: Stop,
  { data: { identity }, records: { join, tombstone } }: StartFacts,
): Promise<never> {
  const memberId = identity?.memberId || join?.memberId;
  const clusterId = identity?.clusterId || join?.clusterId;
  const isNew = cause === "member-removed" && tombstone === undefined;
  if (isNew && memberId !== undefined && clusterId !== undefined) {
    await recordTombstone(volumeDir, { memberId, clusterId });
  }
  throw new MembershipError(cause, reason);
}

/** A failure is no end: the next look shows what has come of it. */
async function attempt(
  signal: AbortSignal,
  change: () => Promise<void>,
): Promise<Outcome> {
  try {
    await change();
    return { isChanged: true };
  } catch (failure) {
    signal.throwIfAborted();
    return { failure };
  }
}

async function addLearner(
  membership: MembershipOptions,
  { decision: { clusterId }, facts, signal }: Step<AddLearner>,
): Promise<void> {
  const { volumeDir, peerUrls, clientTls, logger } = membership;
  const before = { ...facts.records.join, clusterId };
  await writeVolumeRecord(volumeDir, "join", { ...before, phase: "adding" });
  const { clientUrls } = clusterOf(facts, clusterId);
  const list = await changeCluster(
    { clientUrls, clientTls, signal },
    (client) => client.memberAddAsLearner(peerUrls, signal),
  );
  const added = findOwnEntry(membership, list);
  logger.info("added this member as a learner", {
    clusterId,
    memberId: added?.id,
  });
}

async function removeSelf(
  membership: MembershipOptions,
  { decision, facts, signal }: Step<RemoveSelf>,
): Promise<void> {
  const { volumeDir, clientTls, logger } = membership;
  const { clusterId, memberId } = decision;
  await writeVolumeRecord(volumeDir, "join", {
    phase: "removing",
    clusterId,
    removedMemberId: facts.data.identity?.memberId || memberId,
  });
  const { clientUrls } = clusterOf(facts, clusterId);
  await changeCluster(
    { clientUrls, clientTls, signal },
    (client) => client.memberRemove(memberId, signal),
  );
  logger.info("removed this member's old entry", { clusterId, memberId });
}

function clusterOf(
  { cluster: { running } }: StartFacts,
  clusterId: string,
): Pick<RunningCluster, "clientUrls"> {
  return running.find((it) => it.clusterId === clusterId) ?? { clientUrls: [] };
}
