import type { Logger } from "../log/logger.ts";
import type { TlsPaths } from "../tls/tls_files.ts";
import type { MembershipError } from "./membership_error.ts";
import type { PeerState } from "./peer_state.ts";

/** What is fixed about the member, from its configuration and flags. */
export interface MembershipOptions {
  /** The member's name. */
  readonly name: string;
  /** `initial-cluster` of the configuration: all members, this one included. */
  readonly initialCluster: ReadonlyMap<string, readonly string[]>;
  /** `initial-cluster-state` of the configuration: `existing` is never `new`. */
  readonly initialClusterState: string;
  /** `initial-cluster-token`. */
  readonly initialClusterToken: string;
  /** `initial-advertise-peer-urls` of this member. */
  readonly peerUrls: readonly string[];
  /** `advertise-client-urls` of this member. */
  readonly clientUrls: readonly string[];
  /**
   * Client URLs of other members, if the configuration or a flag names them;
   * all others are found by the members' peer URLs.
   */
  readonly peerClientEndpoints: readonly string[];
  /** Addresses (`host:port`) of wrappers by member name, where they differ. */
  readonly peerWrapperEndpoints: ReadonlyMap<string, string>;
  /** The port of this wrapper, and of all wrappers that are not named. */
  readonly wrapperPort: number;
  /** Towards client ports; undefined for plain text. */
  readonly clientTls: TlsPaths | undefined;
  /** Towards peer ports; undefined for plain text. */
  readonly peerTls: TlsPaths | undefined;
  /** Towards the other wrappers: just the CA; undefined for plain text. */
  readonly wrapperCaFile: string | undefined;
  /** Where the records are kept, see docs/membership.md. */
  readonly volumeDir: string;
  /** Where etcd keeps its log, to notice that it has written. */
  readonly walDir: string;
  /** A member without others may begin anew although its data is gone. */
  readonly mayStartEmpty: boolean;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Told what is waited for. */
  readonly onProgress: (detail: string) => void;
  /** Told what was decided, and on which facts. */
  readonly onDecision: (decision: DecisionReport) => void;
}

/** A decision as the log and the status show it. */
export interface DecisionReport {
  /** What is done. */
  readonly decision: string;
  /** Why. */
  readonly reason: string;
  /** The facts that it rests on; what is not known is missing. */
  readonly facts: {
    /** `present`, `absent` or `lost`. */
    readonly data: string;
    /** Whose data it is or was. */
    readonly memberId?: string | undefined;
    /** How far a bootstrap has come, by its record. */
    readonly bootstrap?: string | undefined;
    /** How far joining has come, by its record. */
    readonly join?: string | undefined;
    /** The clusters that run. */
    readonly clusters: readonly string[];
    /** What the other wrappers say, by the members' names. */
    readonly wrappers: Readonly<Record<string, string>>;
  };
}

/** The identity of a member, as etcd prints it. */
export interface MemberIdentity {
  /** Hexadecimal. */
  readonly memberId: string;
  /** Hexadecimal. */
  readonly clusterId: string;
}

/** What the validation found. */
export interface DataFacts {
  /**
   * `present`: valid, etcd can be started on it. `absent`: there is none.
   * `lost`: it was set aside, now or by an earlier start.
   */
  readonly state: "present" | "absent" | "lost";
  /**
   * Of the data, or as recorded on the volume (`member_identity.json`) when
   * the data is gone; undefined when nothing is known.
   */
  readonly identity: MemberIdentity | undefined;
}

/** How etcd is to be started. */
export interface StartPlan {
  /** Replaces `initial-cluster`; undefined leaves the configuration's. */
  readonly initialCluster: string | undefined;
  /** Replaces `initial-cluster-state`; undefined leaves the configuration's. */
  readonly initialClusterState: "new" | "existing" | undefined;
  /** Why, for the log and the status. */
  readonly reason: string;
}

/** Decides how a member starts, and accompanies it. */
export interface Membership {
  /** The answer to `GET /peer-state`; valid from the very start. */
  readonly peerState: () => PeerState;
  /**
   * Gives the reason not to look at the data at all: an earlier run noted that
   * the member was removed from its cluster.
   */
  readonly findTombstone: () => Promise<MembershipError | undefined>;
  /**
   * Resolves when etcd may be started, and how. Waits for as long as there is
   * no safe way, and says what for.
   *
   * @throws {MembershipError} When no waiting helps; carries the exit code.
   */
  readonly prepare: (
    data: DataFacts,
    signal: AbortSignal,
  ) => Promise<StartPlan>;
  /**
   * To be called as soon as etcd has been started: notes that it has written
   * its log, and has a learner promoted. Resolves when nothing is left to do
   * or `signal` is aborted; a failure is logged and tried again.
   */
  readonly accompany: (signal: AbortSignal) => Promise<void>;
  /**
   * To be called when etcd ended by itself: tells, and records, whether the
   * member was removed from its cluster.
   */
  readonly examineEnd: (
    signal: AbortSignal,
  ) => Promise<MembershipError | undefined>;
}
