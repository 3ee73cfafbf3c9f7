import type { EtcdMember } from "../etcd_client/etcd_member.ts";
import { describeRemoval } from "./describe_removal.ts";
import { findOwnEntry } from "./own_entry.ts";
import type { StartDecision, WaitFor } from "./start_decision.ts";
import type { RunningCluster, StartFacts } from "./start_facts.ts";

/** Decides how a member without data gets into a cluster that runs. */
export function decideJoin(
  facts: StartFacts,
  cluster: RunningCluster,
): StartDecision {
  const { data: { identity }, records: { join } } = facts;
  const { clusterId } = cluster;
  // An identity of which no more is known than that there was one is empty.
  const known = identity?.clusterId || join?.clusterId;
  if (known !== undefined && known !== clusterId) {
    return {
      kind: "stop",
      cause: "other-cluster",
      reason: `the volume belongs to cluster ${known}, the other members to ` +
        `${clusterId}: attach the right volume or an empty one`,
    };
  }
  const entry = findOwnEntry(facts, cluster);
  if (entry === undefined) return decideToAdd(facts, cluster);
  if (cluster.healthyIds.includes(entry.id)) {
    return {
      kind: "wait",
      reason: `member ${entry.id} with this one's name or peer URL runs ` +
        "elsewhere: waiting for it to end",
    };
  }
  if (isOwnLearner(facts, entry)) {
    return {
      kind: "join",
      memberId: entry.id,
      clusterId,
      initialCluster: describeMembers(facts, cluster, entry),
      reason: `cluster ${clusterId} has learner ${entry.id} for this member`,
    };
  }
  return decideToRemove(facts, cluster, entry);
}

/** Whether this volume had the entry added, and etcd did not start as it. */
function isOwnLearner(
  { records: { join } }: StartFacts,
  entry: EtcdMember,
): boolean {
  if (!entry.isLearner || entry.clientUrls.length > 0) return false;
  return join?.phase === "adding" ||
    (join?.phase === "added" && join.memberId === entry.id);
}

function decideToAdd(
  facts: StartFacts,
  cluster: RunningCluster,
): StartDecision {
  const { data: { identity }, records: { join } } = facts;
  const { clusterId } = cluster;
  const hasStarted = join?.phase === "started" || join?.phase === "promoted";
  const last = identity?.memberId || (hasStarted ? join.memberId : undefined);
  if (last !== undefined && join?.removedMemberId !== last) {
    return {
      kind: "stop",
      cause: "member-removed",
      reason: describeRemoval(last, clusterId),
    };
  }
  return waitForOthers(facts, cluster, undefined) ?? {
    kind: "add-learner",
    clusterId,
    reason: `cluster ${clusterId} does not list this member`,
  };
}

function decideToRemove(
  facts: StartFacts,
  cluster: RunningCluster,
  entry: EtcdMember,
): StartDecision {
  const { clusterId, healthyIds } = cluster;
  const wait = waitForOthers(facts, cluster, entry);
  if (wait !== undefined) return wait;
  const voters = cluster.members.filter((it) => !it.isLearner && it !== entry);
  const healthy = voters.filter(({ id }) => healthyIds.includes(id)).length;
  const quorum = Math.floor(voters.length / 2) + 1;
  if (!entry.isLearner && healthy < quorum) {
    return {
      kind: "wait",
      reason: `cannot remove member ${entry.id}: ${healthy} healthy of the ` +
        `${voters.length} voters that would remain, ${quorum} are needed`,
    };
  }
  const what = entry.clientUrls.length === 0
    ? "which may have started on another volume"
    : "whose data is lost";
  return {
    kind: "remove-self",
    memberId: entry.id,
    clusterId,
    reason: `cluster ${clusterId} lists this member as ${entry.id}, ${what}; ` +
      `${healthy} healthy voters remain of ${voters.length}`,
  };
}

/**
 * One member at a time: waits while another one is a learner or does not
 * answer. Of several that lost their data, the first by name goes first.
 */
function waitForOthers(
  { name, wrappers }: StartFacts,
  { members, healthyIds }: RunningCluster,
  entry: EtcdMember | undefined,
): WaitFor | undefined {
  const others = members.filter((it) => it !== entry);
  const learner = others.find(({ isLearner }) => isLearner);
  if (learner !== undefined) {
    return {
      kind: "wait",
      reason: `waiting for learner ${describe(learner)} to be promoted first`,
    };
  }
  for (const other of others) {
    if (healthyIds.includes(other.id)) continue;
    const state = wrappers.get(other.name)?.state?.state;
    const isWithoutData = state === "data-lost" || state === "empty";
    const isFirst = entry === undefined || name < other.name;
    if (isWithoutData && isFirst) continue;
    return {
      kind: "wait",
      reason: `waiting for member ${describe(other)} to answer first`,
    };
  }
  return undefined;
}

function describe({ name, id }: EtcdMember): string {
  return name === "" ? id : `${id} (${name})`;
}

/** etcd wants all members by the URLs of the list; their names only differ. */
function describeMembers(
  { name, members: configured }: StartFacts,
  { members }: RunningCluster,
  own: EtcdMember,
): string {
  const nameOf = (member: EtcdMember) => {
    if (member === own) return name;
    if (member.name !== "" && member.name !== name) return member.name;
    const [found] =
      [...configured].find(([other, urls]) =>
        other !== name && urls.some((url) => member.peerUrls.includes(url))
      ) ?? [];
    return found ?? `member-${member.id}`;
  };
  return members.flatMap((member) =>
    member.peerUrls.map((url) => `${nameOf(member)}=${url}`)
  ).join(",");
}
