import type { EtcdMember } from "../../lib/etcd_client/etcd_member.ts";
import type { PeerState } from "../../lib/membership/peer_state.ts";
import type {
  ClusterView,
  RunningCluster,
  StartFacts,
  WrapperAnswer,
} from "../../lib/membership/start_facts.ts";
import type { VolumeRecords } from "../../lib/membership/volume_records.ts";

/** The members that the made facts are about; the first one decides. */
export const NAMES = ["m0", "m1", "m2", "m3", "m4"] as const;

/** A member's peer URL by its name. */
export function urlOf(name: string): string {
  return `http://${name}:2380`;
}

/** A voter that has started, with changes. */
export function voter(
  name: string,
  changes: Partial<EtcdMember> = {},
): EtcdMember {
  return {
    id: `${name}a`,
    name,
    peerUrls: [urlOf(name)],
    clientUrls: [`http://${name}:2379`],
    isLearner: false,
    ...changes,
  };
}

/** A cluster that runs; all but `down` answer. */
export function running(
  members: readonly EtcdMember[],
  down: readonly string[] = ["m0"],
  clusterId = "c1",
): RunningCluster {
  const healthy = members.filter(({ name, isLearner }) =>
    !isLearner && !down.includes(name) && name !== ""
  );
  return {
    clusterId,
    members,
    healthyIds: healthy.map(({ id }) => id),
    clientUrls: healthy.flatMap(({ clientUrls }) => clientUrls),
  };
}

/** A wrapper's answer. */
export function says(
  name: string,
  state: PeerState["state"],
  changes: Partial<PeerState> = {},
): [string, WrapperAnswer] {
  return [name, {
    state: {
      version: 1,
      name,
      clusterHash: "hash",
      state,
      volumeId: `volume-${name}`,
      participants: undefined,
      memberId: undefined,
      clusterId: undefined,
      ...changes,
    },
  }];
}

/** What can be told apart in the facts of a test. */
export interface MadeFacts extends Partial<Omit<StartFacts, "cluster">> {
  readonly count?: 1 | 3 | 5;
  readonly cluster?: Partial<ClusterView>;
  readonly past?: Partial<VolumeRecords>;
}

/** Facts of a fresh volume whose other members are silent, with changes. */
export function factsOf(made: MadeFacts = {}): StartFacts {
  const { count = 3, cluster = {}, past = {}, ...changes } = made;
  return {
    name: "m0",
    peerUrls: [urlOf("m0")],
    members: new Map(NAMES.slice(0, count).map((it) => [it, [urlOf(it)]])),
    clusterHash: "hash",
    isNewAllowed: true,
    mayStartEmpty: false,
    data: { state: "absent", identity: undefined },
    records: {
      bootstrap: OFFERED,
      join: undefined,
      tombstone: undefined,
      ...past,
    },
    wrappers: new Map(),
    ...changes,
    cluster: { running: [], leaderless: [], errors: {}, ...cluster },
  };
}

/** The record of a volume that was offered. */
export const OFFERED = {
  phase: "offered",
  volumeId: "volume-m0",
  clusterHash: "hash",
} as const;

/** The volumes of a bootstrap in which this volume takes part. */
export const PARTICIPANTS = {
  m0: "volume-m0",
  m1: "volume-m1",
  m2: "volume-m2",
} as const;

/** The identity of the first member's data. */
export const IDENTITY = { memberId: "m0a", clusterId: "c1" };
/** There is data. */
export const PRESENT = { state: "present", identity: IDENTITY } as const;
/** There was data. */
export const LOST = { state: "lost", identity: IDENTITY } as const;
/** Three voters. */
export const THREE = [voter("m0"), voter("m1"), voter("m2")];
/** All but the first member. */
export const OTHERS = [voter("m1"), voter("m2")];
/** What differs in an entry that was added and has not started. */
export const UNSTARTED = { name: "", clientUrls: [] };
/** What differs in the entry of an added learner. */
export const LEARNER = { ...UNSTARTED, isLearner: true, id: "new" };
/** The record of a bootstrap that was decided on. */
export const DECIDED = {
  ...OFFERED,
  phase: "decided",
  participants: PARTICIPANTS,
} as const;
/** The record of a bootstrap after which etcd wrote. */
export const STARTED = { ...DECIDED, phase: "started" } as const;
/** All other wrappers say that their volumes are empty. */
export const EMPTY = new Map([says("m1", "empty"), says("m2", "empty")]);
/** The record of a join in which a learner is being added. */
export const ADDING = { phase: "adding", clusterId: "c1" } as const;
