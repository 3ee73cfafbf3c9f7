import type { EtcdMember } from "../etcd_client/etcd_member.ts";
import type { DataFacts } from "./membership.ts";
import type { PeerState } from "./peer_state.ts";
import type { VolumeRecords } from "./volume_records.ts";

/** A cluster that answers through consensus, so that it has a quorum. */
export interface RunningCluster {
  /** Hexadecimal. */
  readonly clusterId: string;
  /** All its members, as consensus has them. */
  readonly members: readonly EtcdMember[];
  /** The ids of the members that answered through consensus. */
  readonly healthyIds: readonly string[];
  /** The client URLs of those. */
  readonly clientUrls: readonly string[];
}

/** A member that runs and has no quorum, as far as could be seen. */
export interface LeaderlessMember {
  /** The URL that answered. */
  readonly url: string;
  /** The cluster that it belongs to. */
  readonly clusterId: string;
  /** The members as this one knows them, which may be out of date. */
  readonly members: readonly EtcdMember[];
}

/** What the other members' etcds said. */
export interface ClusterView {
  /** More than one only when something is wrong. */
  readonly running: readonly RunningCluster[];
  /** Members that answer without a quorum behind them. */
  readonly leaderless: readonly LeaderlessMember[];
  /** Why nothing came from the other URLs. */
  readonly errors: Readonly<Record<string, string>>;
}

/** What another member's wrapper said, or why it said nothing. */
export type WrapperAnswer =
  | { readonly state: PeerState; readonly error?: undefined }
  | { readonly state?: undefined; readonly error: string };

/** All that a decision on the start of a member rests on. */
export interface StartFacts {
  /** The member's name. */
  readonly name: string;
  /** The peer URLs that it announces. */
  readonly peerUrls: readonly string[];
  /** The configured members and their peer URLs. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Hash of the configured cluster. */
  readonly clusterHash: string;
  /** Whether the configuration allows a new cluster at all. */
  readonly isNewAllowed: boolean;
  /** Whether an only member may begin anew although its data is gone. */
  readonly mayStartEmpty: boolean;
  /** What the validation found. */
  readonly data: DataFacts;
  /** What the volume tells about the past. */
  readonly records: VolumeRecords;
  /** What the other members' etcds said. */
  readonly cluster: ClusterView;
  /** What the other members' wrappers said, by name. */
  readonly wrappers: ReadonlyMap<string, WrapperAnswer>;
}
