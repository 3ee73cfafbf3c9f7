import type { Finding } from "../finding.ts";
import type { LogPosition } from "../raft_messages.ts";
import type { LogHistory, MembershipChange } from "./log_history.ts";
import type { LogEnd } from "./read_log.ts";

/** A place in a file of a log. */
export interface LogPlace {
  /** Path of the segment. */
  readonly file: string;
  /** Where in it, in bytes. */
  readonly offset: number;
}

/** What reading a log has brought. */
export interface ReadOut {
  /** What the records tell. */
  readonly history: LogHistory;
  /** How reading came to its end. */
  readonly end: LogEnd;
  /** The snapshots that can be read from files, by falling name, if known. */
  readonly snapshotFiles: readonly LogPosition[] | undefined;
  /** The first segment of which everything was read. */
  readonly from: number;
}

/** What a log says about its member, as far as it could be read. */
export interface WalFacts {
  /** ID of the member that writes the log. */
  readonly memberId: bigint;
  /** ID of the cluster that the member belongs to. */
  readonly clusterId: bigint;
  /** The first entry that is still there; 0 if there is none. */
  readonly firstIndex: bigint;
  /** The last entry, or the snapshot that is above all entries. */
  readonly lastIndex: bigint;
  /** The last entry that the member knew to be committed, 0 for none. */
  readonly commit: bigint;
  /** The last raft term that the member knew, 0 for none. */
  readonly term: bigint;
  /** ID of the member it voted for in that term, 0 for none. */
  readonly vote: bigint;
  /** The snapshots that are recorded and committed, in their order. */
  readonly snapshots: readonly LogPosition[];
  /** The snapshot that etcd would start from, index 0 for none. */
  readonly start: LogPosition;
  /** Where etcd would cut off a record that was not written to its end. */
  readonly tornTail: LogPlace | undefined;
  /** From where on etcd drops what is there: that, or what follows a gap. */
  readonly repair: LogPlace | undefined;
  /**
   * Where the terms of raft begin among the entries that were read, in rising
   * order; the first one is the first entry that was read.
   */
  readonly terms: readonly LogPosition[];
  /**
   * The last entry that adds the log's own member to the cluster or takes it
   * out, of those that were read.
   */
  readonly membership: MembershipChange | undefined;
  /** How many segments there are, read or not. */
  readonly segments: number;
}

/** The outcome of validating a log. */
export interface WalReport {
  /** What was found, the log's own matters in front of other files. */
  readonly findings: readonly Finding[];
  /** `undefined` when not even its owner can be read. */
  readonly facts: WalFacts | undefined;
}
