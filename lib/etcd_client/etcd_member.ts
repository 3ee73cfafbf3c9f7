/** A member as the cluster's list has it. */
export interface EtcdMember {
  /** Hexadecimal, as etcd prints it. */
  readonly id: string;
  /** Empty for a member that was added and has not started yet. */
  readonly name: string;
  /** Where the other members reach it. */
  readonly peerUrls: readonly string[];
  /** Empty until the member has started for the first time. */
  readonly clientUrls: readonly string[];
  /** Whether it has no vote. */
  readonly isLearner: boolean;
}

/** What every answer says about the one that gave it. */
export interface AnswerHeader {
  /** Hexadecimal, as etcd prints it. */
  readonly clusterId: string;
  /** The member that answered. */
  readonly memberId: string;
  /** The store's revision, as far as that member is; 0 when it does not say. */
  readonly revision: number;
}

/** The members of a cluster, by the member that answered. */
export interface MemberList extends AnswerHeader {
  /** In etcd's order. */
  readonly members: readonly EtcdMember[];
}

/** The state of one member. */
export interface MemberStatus extends AnswerHeader {
  /** etcd's version. */
  readonly version: string;
  /** Size of the database file. */
  readonly dbSizeBytes: number;
  /** The part of it that is in use. */
  readonly dbSizeInUseBytes: number;
  /** Member id of the leader, "0" when the member knows none. */
  readonly leaderId: string;
  /** Raft's term. */
  readonly raftTerm: number;
  /** The last committed entry. */
  readonly raftIndex: number;
  /** The last applied entry. */
  readonly raftAppliedIndex: number;
  /** Whether this member has no vote. */
  readonly isLearner: boolean;
  /** Alarms, and that there is no leader, in etcd's words. */
  readonly errors: readonly string[];
}

/** An alarm that is raised. */
export interface EtcdAlarm {
  /** The member that it is about. */
  readonly memberId: string;
  /** NOSPACE: the quota is used up; CORRUPT: members differ. */
  readonly kind: "NOSPACE" | "CORRUPT" | "UNKNOWN";
}
