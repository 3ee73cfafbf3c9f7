import type { DatabaseFacts } from "../bbolt/validate_database.ts";
import type { Finding } from "../finding.ts";
import type { SnapshotFacts } from "../snap/judge_snapshots.ts";
import type { WalFacts } from "../wal/wal_report.ts";
import type { MemberIdentity } from "./member_identity.ts";

/** How thoroughly a member's data is validated. */
export type ValidationMode = "sanity" | "full";

/**
 * What a member's data is worth:
 *
 * - `valid`: etcd starts with it, and nothing is lost.
 * - `repairable`: the end of the log was cut off; etcd drops it when it
 *   starts.
 * - `absent`: there is no member, `facts.dataDir` says in what way.
 * - `invalid`: etcd would not start, or would lose data.
 * - `wrong-volume`: it belongs to someone else, and is not to be touched.
 * - `locked`: a process, most likely etcd, is using it.
 */
export type MemberVerdict =
  | "valid"
  | "absent"
  | "repairable"
  | "invalid"
  | "wrong-volume"
  | "locked";

/**
 * What the data directory holds:
 *
 * - `missing`: there is no such directory.
 * - `empty`: it holds nothing, or nothing but `lost+found`.
 * - `unfinished`: an etcd was killed before it had written the first entry
 *   of its log, so nothing was ever promised. It has to be moved aside when
 *   `MEMBER_NO_ENTRIES` is found, since etcd would start and never get ready.
 * - `foreign`: it holds something, and no member.
 * - `member`: it holds a member.
 */
export type DataDirState =
  | "missing"
  | "empty"
  | "unfinished"
  | "foreign"
  | "member";

/** What is known about a member; a part that could not be read is missing. */
export interface MemberFacts {
  /** What the data directory holds. */
  readonly dataDir: DataDirState;
  /** The member's ID in hexadecimal, as etcd prints it. */
  readonly memberId: string | undefined;
  /** The cluster's ID in hexadecimal, as etcd prints it. */
  readonly clusterId: string | undefined;
  /** The member's name, as its database has it. */
  readonly name: string | undefined;
  /** Whether the cluster has removed the member. */
  readonly isRemoved: boolean;
  /** What etcd drops from the log when it starts, and from where on. */
  readonly repair:
    | { readonly file: string; readonly offset: number }
    | undefined;
  /** Whose data the volume held when it was last found valid. */
  readonly recorded: MemberIdentity | undefined;
  /** The write-ahead log. */
  readonly wal: WalFacts | undefined;
  /** The snapshot files. */
  readonly snapshots: SnapshotFacts | undefined;
  /** The database. */
  readonly database: DatabaseFacts | undefined;
}

/** The outcome of a validation. */
export interface MemberReport {
  /** How thoroughly it was done. */
  readonly mode: ValidationMode;
  /** What the data is worth. */
  readonly verdict: MemberVerdict;
  /** What was found, the errors first. */
  readonly findings: readonly Finding[];
  /** What is known about the member. */
  readonly facts: MemberFacts;
}
