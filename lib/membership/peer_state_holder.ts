import { describeHistory } from "./describe_history.ts";
import type { DataFacts, MemberIdentity } from "./membership.ts";
import type { PeerState } from "./peer_state.ts";
import type { VolumeRecords } from "./volume_records.ts";

/** Keeps what the other members' wrappers are told. */
export interface PeerStateHolder {
  /** The state now. */
  readonly get: () => PeerState;
  /** The data and what the volume tells are known, and durable. */
  readonly describe: (data: DataFacts, records: VolumeRecords) => void;
  /** The member was removed from its cluster. */
  readonly wasRemoved: () => void;
  /** etcd has written its log. */
  readonly hasStarted: () => void;
  /** The cluster's names for this member are known. */
  readonly identify: (identity: MemberIdentity) => void;
}

/** Starts with a state that says nothing but who is asked. */
export function createPeerStateHolder(
  { name, clusterHash }: Pick<PeerState, "name" | "clusterHash">,
): PeerStateHolder {
  let current: PeerState = {
    version: 1,
    name,
    clusterHash,
    state: "unknown",
    volumeId: "",
    participants: undefined,
    memberId: undefined,
    clusterId: undefined,
  };
  const change = (changes: Partial<PeerState>) => {
    current = { ...current, ...changes };
  };
  return {
    get: () => current,
    describe(data, records) {
      const { bootstrap, join, tombstone } = records;
      change({
        ...data.identity,
        volumeId: bootstrap?.volumeId ?? "",
        participants: bootstrap?.participants,
        state: stateOf(),
      });

      function stateOf(): PeerState["state"] {
        if (tombstone !== undefined) return "removed";
        if (data.state === "present") return "has-data";
        // Whoever began to join is not empty for a new cluster.
        const hasPast = join !== undefined ||
          describeHistory({ data, records }) !== undefined;
        if (hasPast) return "data-lost";
        return bootstrap?.phase === "decided" ? "bootstrapping" : "empty";
      }
    },
    wasRemoved: () => change({ state: "removed" }),
    hasStarted: () => change({ state: "has-data" }),
    identify: ({ memberId, clusterId }) => change({ memberId, clusterId }),
  };
}
