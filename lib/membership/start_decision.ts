import type { MembershipCause } from "./membership_error.ts";

/** What is to be done next; every decision says what it rests on. */
export type StartDecision =
  | StartAsIs
  | StartBootstrap
  | StartJoin
  | AddLearner
  | RemoveSelf
  | WaitFor
  | Stop;

/** Start etcd on the data that is there. */
export interface StartAsIs {
  /** Tells the decisions apart. */
  readonly kind: "start";
  /** The facts. */
  readonly reason: string;
}

/** Start etcd as a member of a new cluster. */
export interface StartBootstrap {
  /** Tells the decisions apart. */
  readonly kind: "bootstrap";
  /** The empty volumes of all members, by name. */
  readonly participants: Readonly<Record<string, string>>;
  /** The facts. */
  readonly reason: string;
}

/** Start etcd as the learner that was added for it. */
export interface StartJoin {
  /** Tells the decisions apart. */
  readonly kind: "join";
  /** The learner. */
  readonly memberId: string;
  /** The cluster that is joined. */
  readonly clusterId: string;
  /** etcd's `initial-cluster`, from the cluster's own list. */
  readonly initialCluster: string;
  /** The facts. */
  readonly reason: string;
}

/** Ask the cluster to add this member as a learner. */
export interface AddLearner {
  /** Tells the decisions apart. */
  readonly kind: "add-learner";
  /** The cluster that is joined. */
  readonly clusterId: string;
  /** The facts. */
  readonly reason: string;
}

/** Ask the cluster to remove the entry whose data is lost. */
export interface RemoveSelf {
  /** Tells the decisions apart. */
  readonly kind: "remove-self";
  /** The entry. */
  readonly memberId: string;
  /** The cluster that it is removed from. */
  readonly clusterId: string;
  /** The facts. */
  readonly reason: string;
}

/** Nothing is safe now; look again later. */
export interface WaitFor {
  /** Tells the decisions apart. */
  readonly kind: "wait";
  /** What is waited for. */
  readonly reason: string;
}

/** Nothing will be safe without a person. */
export interface Stop {
  /** Tells the decisions apart. */
  readonly kind: "stop";
  /** Why, for programs. */
  readonly cause: MembershipCause;
  /** The facts, and what can be done. */
  readonly reason: string;
}
