/** What a member does in its cluster. */
export type MemberRole = "leader" | "follower" | "learner";

/** An alarm of etcd. */
export type AlarmName = "NOSPACE" | "CORRUPT";

/** A member of the cluster, as this one sees it. */
export interface ClusterMemberFacts {
  /** Hexadecimal, as etcd prints it. */
  readonly id: string;
  /** Empty until it has been started for the first time. */
  readonly name: string;
  /** Whether it has no vote. */
  readonly isLearner: boolean;
  /** Where the other members reach it. */
  readonly peerUrls: readonly string[];
  /** Where it serves clients; empty when that is not known. */
  readonly clientUrls: readonly string[];
  /** Whether it is the member of this program. */
  readonly isSelf: boolean;
  /** Whether it answers; undefined when it has not been asked. */
  readonly answers: boolean | undefined;
}

/** The quorum as this member sees it. */
export interface QuorumFacts {
  /** Members with a vote. */
  readonly voters: number;
  /** Votes that a decision takes. */
  readonly needed: number;
  /** Voters that answered when they were asked last, this one included. */
  readonly answering: number;
}

/** A member as etcd tells it. */
export interface MemberFacts {
  /** When etcd said so, in milliseconds since the epoch. */
  readonly asOfMs: number;
  /** Hexadecimal, as etcd prints it. */
  readonly id: string;
  /** What it does; a member without a leader is a follower. */
  readonly role: MemberRole;
  /** Hexadecimal; undefined when there is no leader. */
  readonly leaderId: string | undefined;
  /** Term of the last election. */
  readonly raftTerm: number;
  /** The last committed entry. */
  readonly raftIndex: number;
  /** The last entry that was applied to the database. */
  readonly raftAppliedIndex: number;
  /** Size of the database file. */
  readonly dbSizeBytes: number;
  /** The part of it that is not free for reuse. */
  readonly dbInUseBytes: number;
  /** Limit of its size. */
  readonly quotaBytes: number;
  /** The alarms that are raised in the cluster. */
  readonly alarms: readonly AlarmName[];
  /** Version of the etcd that answered. */
  readonly version: string;
  /** The cluster's members; empty until they have been asked for. */
  readonly members: readonly ClusterMemberFacts[];
  /** Undefined until the members are known. */
  readonly quorum: QuorumFacts | undefined;
}
