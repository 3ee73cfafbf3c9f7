import type { Cause } from "../health/cause.ts";
import type { QuorumFacts } from "../health/member_facts.ts";

/** What a closer look at a member that is not ready has found. */
export interface DiagnosisFacts {
  /** What the failed check says by itself, if anything. */
  readonly failure: Cause | undefined;
  /** Whether the member has served before. */
  readonly wasReady: boolean;
  /** Whether its etcd told its status. */
  readonly isAnswering: boolean;
  /** Whether it is a learner. */
  readonly isLearner: boolean;
  /** Whether it knows a leader. */
  readonly hasLeader: boolean;
  /** Undefined when the members are not known. */
  readonly quorum: QuorumFacts | undefined;
  /** Names of the members that do not answer. */
  readonly silent: readonly string[];
}

/** A cause, and what it rests on. */
export interface Diagnosis {
  /** The cause. */
  readonly cause: Cause;
  /** The facts in a few words; empty when there are none. */
  readonly detail: string;
}

/**
 * Tells why a member is not ready. "This member is down" is told apart from
 * "the cluster has no quorum" by what the other members answered.
 */
export function diagnose(facts: DiagnosisFacts): Diagnosis {
  const { failure, isAnswering, quorum } = facts;
  if (failure !== undefined && failure !== "NoLeader") {
    return { cause: failure, detail: "" };
  }
  const detail = quorum === undefined ? "" : describeQuorum(quorum, facts);
  if (isAnswering) return { cause: causeOfAnswering(facts), detail };
  if (facts.wasReady) return { cause: "EtcdUnresponsive", detail };
  const isLost = quorum !== undefined && quorum.answering < quorum.needed;
  return { cause: isLost ? "QuorumLost" : "EtcdStarting", detail };
}

function causeOfAnswering(
  { isLearner, hasLeader, quorum }: DiagnosisFacts,
): Cause {
  if (isLearner) return "Learner";
  if (quorum !== undefined && quorum.answering < quorum.needed) {
    return "QuorumLost";
  }
  return hasLeader ? "EtcdUnresponsive" : "NoLeader";
}

function describeQuorum(
  { voters, needed, answering }: QuorumFacts,
  { silent }: DiagnosisFacts,
): string {
  const count = `${answering} of ${voters} voters answer, ${needed} are needed`;
  return silent.length === 0
    ? count
    : `${count}; no answer from ${silent.join(", ")}`;
}
