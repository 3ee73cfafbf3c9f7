import type { Finding } from "../finding.ts";
import type { LogPosition } from "../raft_messages.ts";
import type { LogHistory } from "./log_history.ts";
import type { LogEnd } from "./read_log.ts";

/** What reading a log has brought. */
export interface ReadOut {
  readonly history: LogHistory;
  readonly end: LogEnd;
  /** The first segment of which everything was read. */
  readonly from: number;
}

/** What a log says about its member, as far as it could be read. */
export interface WalFacts {
  readonly memberId: bigint;
  readonly clusterId: bigint;
  /** The first entry that is still there; 0 if there is none. */
  readonly firstIndex: bigint;
  /** The last entry, or the snapshot that is above all entries. */
  readonly lastIndex: bigint;
  readonly commit: bigint;
  readonly term: bigint;
  readonly vote: bigint;
  /** The snapshots that are recorded and committed, in their order. */
  readonly snapshots: readonly LogPosition[];
  /** The snapshot that etcd would start from, index 0 for none. */
  readonly start: LogPosition;
  /** Where etcd would cut off a record that was not written to its end. */
  readonly tornTail:
    | { readonly file: string; readonly offset: number }
    | undefined;
  readonly segments: number;
}

/** The outcome of validating a log. */
export interface WalReport {
  readonly findings: readonly Finding[];
  /** `undefined` when not even its owner can be read. */
  readonly facts: WalFacts | undefined;
}
