import { describeSilence } from "./describe_silence.ts";
import { findOwnEntry } from "./own_entry.ts";
import type { PeerState } from "./peer_state.ts";
import type { StartDecision } from "./start_decision.ts";
import type {
  RunningCluster,
  StartFacts,
  WrapperAnswer,
} from "./start_facts.ts";

/**
 * Decides whether this member takes part in the bootstrap of a new cluster.
 * It does when a member noted this very volume as empty when it decided, or
 * when all members' volumes are seen empty now. Gives nothing when the
 * cluster that runs has to be joined instead.
 */
export function decideBootstrap(
  facts: StartFacts,
  cluster: RunningCluster | undefined,
  history: string | undefined,
): StartDecision | undefined {
  // Whoever began to join has to go on with it.
  const hasPast = history !== undefined || facts.records.join !== undefined;
  if (hasPast || !facts.isNewAllowed) return undefined;
  const isAlone = facts.members.size === 1 && facts.members.has(facts.name);
  if (isAlone && cluster === undefined) {
    return {
      kind: "bootstrap",
      participants: {},
      reason: "the volume never had data, and there is no other member",
    };
  }
  const decided = findAgreement(facts);
  if (cluster !== undefined) {
    const entry = findOwnEntry(facts, cluster);
    const isExpected = entry !== undefined && !entry.isLearner &&
      entry.clientUrls.length === 0;
    // The cluster runs already with this member's place still untouched.
    return isExpected && decided?.kind === "bootstrap" ? decided : undefined;
  }
  return decided ?? agreeNow(facts);
}

/** Whether a bootstrap was agreed on that names this volume. */
function findAgreement(facts: StartFacts): StartDecision | undefined {
  const { name, records: { bootstrap } } = facts;
  if (bootstrap === undefined) return undefined;
  const agreements = decisionsOf(facts);
  const others = agreements.filter(({ state }) =>
    state.participants?.[name] !== bootstrap.volumeId
  );
  const [other] = others;
  if (other !== undefined) {
    return {
      kind: "wait",
      reason: `${other.peer} took part in a bootstrap with another volume of ` +
        `this member, which can only join: ${describeSilence(facts.cluster)}`,
    };
  }
  const { participants } = bootstrap;
  if (participants !== undefined && !isOutdated(facts, participants)) {
    return {
      kind: "bootstrap",
      participants,
      reason: "the bootstrap was decided on before, and etcd wrote nothing",
    };
  }
  const [agreement] = agreements;
  if (agreement?.state.participants === undefined) return undefined;
  return {
    kind: "bootstrap",
    participants: agreement.state.participants,
    reason: `${agreement.peer} decided on the bootstrap with this volume`,
  };
}

/**
 * Whether a volume of the own decision was replaced by another empty one
 * before etcd was started for it anywhere that answers.
 */
function isOutdated(
  { wrappers }: StartFacts,
  participants: Readonly<Record<string, string>>,
): boolean {
  return [...wrappers].some(([peer, { state }]) =>
    state?.state === "empty" && state.volumeId !== participants[peer]
  );
}

function decisionsOf(
  { wrappers, clusterHash }: StartFacts,
): { peer: string; state: PeerState }[] {
  return [...wrappers].flatMap(([peer, { state }]) =>
    state?.participants !== undefined && state.clusterHash === clusterHash
      ? [{ peer, state }]
      : []
  );
}

/** Whether all members are seen empty, for the same configuration. */
function agreeNow(facts: StartFacts): StartDecision {
  const { name, members, clusterHash, records: { bootstrap } } = facts;
  const participants: Record<string, string> = {};
  if (bootstrap !== undefined) participants[name] = bootstrap.volumeId;
  const obstacles: string[] = [];
  for (const peer of members.keys()) {
    if (peer === name) continue;
    const answer = facts.wrappers.get(peer);
    const problem = describeObstacle(answer, clusterHash);
    if (problem === undefined && answer?.state !== undefined) {
      participants[peer] = answer.state.volumeId;
    } else obstacles.push(`${peer}: ${problem}`);
  }
  if (obstacles.length > 0 || bootstrap === undefined) {
    return {
      kind: "wait",
      reason: "waiting for a running cluster, or for all members to have " +
        `empty volumes (${obstacles.join("; ")})`,
    };
  }
  return {
    kind: "bootstrap",
    participants,
    reason: "the volumes of all members are empty and no cluster answers",
  };
}

function describeObstacle(
  answer: WrapperAnswer | undefined,
  clusterHash: string,
): string | undefined {
  const state = answer?.state;
  if (state === undefined) return answer?.error ?? "not asked";
  if (state.clusterHash !== clusterHash) {
    return "has another initial-cluster or token in its configuration";
  }
  switch (state.state) {
    case "empty":
    case "bootstrapping":
      return state.volumeId === "" ? "does not know its volume" : undefined;
    case "unknown":
      return "is validating its data";
    case "has-data":
      return "has data, its cluster has no quorum yet";
    case "data-lost":
      return "had data, which is gone";
    case "removed":
      return "was removed from its cluster";
  }
}
