/** What a wrapper knows about its member's data. */
export type PeerDataState =
  /** Not known yet: the data is still being validated. */
  | "unknown"
  /** There is nothing, and as far as the volume tells there never was. */
  | "empty"
  /** A new cluster was decided on; etcd has not written anything yet. */
  | "bootstrapping"
  /** There is data that can be started. */
  | "has-data"
  /** There was data, which was set aside or is gone. */
  | "data-lost"
  /** The member was removed from its cluster and stays out. */
  | "removed";

/** The answer to `GET /peer-state`; it holds nothing secret. */
export interface PeerState {
  /** Changes when older programs could misread the rest. */
  readonly version: 1;
  /** The member's name. */
  readonly name: string;
  /** Hash of the cluster token and of all names with their peer URLs. */
  readonly clusterHash: string;
  /** What is known about the data. */
  readonly state: PeerDataState;
  /** Tells volumes apart; empty until it is known. */
  readonly volumeId: string;
  /**
   * The volumes (by member name) that this member saw empty when it decided
   * on a new cluster; undefined if it never did.
   */
  readonly participants: Readonly<Record<string, string>> | undefined;
  /** Hexadecimal; undefined until it is known. */
  readonly memberId: string | undefined;
  /** Hexadecimal; undefined until it is known. */
  readonly clusterId: string | undefined;
}
