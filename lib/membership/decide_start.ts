import { decideBootstrap } from "./decide_bootstrap.ts";
import { decideJoin } from "./decide_join.ts";
import { describeHistory } from "./describe_history.ts";
import { describeRemoval, describeTombstone } from "./describe_removal.ts";
import { describeSilence } from "./describe_silence.ts";
import type { MemberIdentity } from "./membership.ts";
import type { MembershipCause } from "./membership_error.ts";
import type { StartDecision, Stop } from "./start_decision.ts";
import type { RunningCluster, StartFacts } from "./start_facts.ts";

/**
 * Decides what a member does next: start, join, wait or stop. Pure: the same
 * facts lead to the same decision. See docs/membership.md for the table.
 */
export function decideStart(facts: StartFacts): StartDecision {
  const { data, records, members } = facts;
  if (records.tombstone !== undefined) {
    return stop("member-removed", describeTombstone(records.tombstone));
  }
  if (data.state === "present") return decideWithData(facts);
  const { running } = facts.cluster;
  if (running.length > 1) {
    const ids = running.map(({ clusterId }) => clusterId).join(" and ");
    return {
      kind: "wait",
      reason: `the members belong to different clusters, ${ids}: ` +
        "no one can tell which is the right one",
    };
  }
  const history = describeHistory(facts);
  const [cluster] = running;
  if (cluster !== undefined) {
    return decideBootstrap(facts, cluster, history) ??
      decideJoin(facts, cluster);
  }
  if (history === undefined) {
    // Without a cluster that answers there always is a decision.
    return decideBootstrap(facts, undefined, undefined) ??
      { kind: "wait", reason: describeSilence(facts.cluster) };
  }
  if (members.size > 1) {
    return {
      kind: "wait",
      reason: `${history}; ${describeSilence(facts.cluster)}`,
    };
  }
  if (facts.mayStartEmpty) {
    return {
      kind: "bootstrap",
      participants: {},
      reason: `${history}; to start empty was asked for`,
    };
  }
  return stop(
    "data-gone",
    `${history}, and there is no other member that has it: restore it, ` +
      "or ask for an empty start with --on-invalid-data=start-empty",
  );
}

function decideWithData(facts: StartFacts): StartDecision {
  const { data: { identity }, cluster: { running, leaderless } } = facts;
  const start = (reason: string): StartDecision => ({ kind: "start", reason });
  // It is empty when the data could not tell.
  if (identity === undefined || identity.memberId === "") {
    return start("there is data, of a member that is not known");
  }
  const { memberId, clusterId } = identity;
  const own = running.find((cluster) => cluster.clusterId === clusterId);
  if (own !== undefined) return decideWithList(facts, own, identity);
  const seen = new Set([...running, ...leaderless].map((it) => it.clusterId));
  if (seen.size > 0 && !seen.has(clusterId)) {
    return stop(
      "other-cluster",
      `the data belongs to cluster ${clusterId}, the other members to ` +
        `${[...seen].join(" and ")}: attach the right volume, or move the ` +
        "data away to let this member join",
    );
  }
  return start(`there is data of member ${memberId}, and no list to check it`);
}

/** Whether the entry of the data is there, and this member's. */
function decideWithList(
  facts: StartFacts,
  { members, healthyIds }: RunningCluster,
  { memberId, clusterId }: MemberIdentity,
): StartDecision {
  const entry = members.find(({ id }) => id === memberId);
  if (entry === undefined) {
    return stop("member-removed", describeRemoval(memberId, clusterId));
  }
  const isOwn = entry.name === "" || entry.name === facts.name ||
    entry.peerUrls.some((url) => facts.peerUrls.includes(url));
  if (!isOwn) {
    return stop(
      "other-member",
      `the data belongs to member ${memberId} (${entry.name}), this one is ` +
        `${facts.name}: attach the right volume, or an empty one`,
    );
  }
  if (healthyIds.includes(memberId)) {
    return {
      kind: "wait",
      reason: `member ${memberId}, whose data this is, runs elsewhere: ` +
        "waiting for it to end",
    };
  }
  return {
    kind: "start",
    reason: `there is data of member ${memberId}, which is listed`,
  };
}

function stop(cause: MembershipCause, reason: string): Stop {
  return { kind: "stop", cause, reason };
}
