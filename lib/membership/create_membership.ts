import { delay } from "@std/async/delay";
import { describeRemoval, describeTombstone } from "./describe_removal.ts";
import { hashCluster } from "./cluster_hash.ts";
import { observeOthers } from "./gather_facts.ts";
import type {
  MemberIdentity,
  Membership,
  MembershipOptions,
} from "./membership.ts";
import { MembershipError } from "./membership_error.ts";
import { noteStarted } from "./note_started.ts";
import { offerVolume } from "./offer_volume.ts";
import { createPeerStateHolder } from "./peer_state_holder.ts";
import { prepareStart } from "./prepare_start.ts";
import { untilVoter } from "./until_voter.ts";
import { recordTombstone } from "./record_tombstone.ts";
import { readVolumeRecords, writeVolumeRecord } from "./volume_records.ts";

const EXAMINE_TIMEOUT_MS = 3000;
/** Several elections. */
const EXAMINE_LIMIT_MS = 5000;
const EXAMINE_RETRY_MS = 200;

/** Creates what decides how a member starts, and accompanies it. */
export async function createMembership(
  options: MembershipOptions,
): Promise<Membership> {
  const { name, volumeDir, logger, initialCluster } = options;
  const clusterHash = await hashCluster(
    options.initialClusterToken,
    initialCluster,
  );
  const holder = createPeerStateHolder({ name, clusterHash });
  let identity: MemberIdentity | undefined;

  return {
    peerState: holder.get,
    async findTombstone() {
      const { tombstone } = await readVolumeRecords(volumeDir);
      if (tombstone === undefined) return undefined;
      holder.wasRemoved();
      const reason = describeTombstone(tombstone);
      return new MembershipError("member-removed", reason);
    },
    async prepare(data, signal) {
      identity = data.identity;
      const known = { data, clusterHash };
      holder.describe(data, await offerVolume(volumeDir, known));
      const plan = await prepareStart(options, { ...known, signal })
        .catch((error) => {
          if (isRemoval(error)) holder.wasRemoved();
          throw error;
        });
      // The others are told of a decision once it is on the volume.
      holder.describe(data, await readVolumeRecords(volumeDir));
      return plan;
    },
    async accompany(signal) {
      try {
        await noteStarted(options, signal);
        holder.hasStarted();
        identity = await followUp(options, signal) ?? identity;
        if (identity !== undefined) holder.identify(identity);
      } catch (error) {
        if (signal.aborted) return;
        logger.error("cannot accompany the start of this member", { error });
      }
    },
    async examineEnd(signal) {
      if (identity === undefined) return undefined;
      const found = await findRemoval(options, { identity, signal });
      if (found !== undefined) holder.wasRemoved();
      return found;
    },
  };
}

/** Has a learner promoted and gives what the cluster calls this member. */
async function followUp(
  options: MembershipOptions,
  signal: AbortSignal,
): Promise<MemberIdentity | undefined> {
  const { name, initialCluster, peerClientEndpoints, volumeDir } = options;
  const others = [...initialCluster.keys()].filter((peer) => peer !== name);
  if (others.length === 0 && peerClientEndpoints.length === 0) return undefined;
  const { join } = await readVolumeRecords(volumeDir);
  const memberId = join?.phase === "started" ? join.memberId : undefined;
  const own = await untilVoter(options, { memberId, signal });
  if (own === undefined) return undefined;
  if (join?.phase === "started") {
    const phase = "promoted";
    await writeVolumeRecord(volumeDir, "join", { ...join, phase });
  }
  return { memberId: own.member.id, clusterId: own.clusterId };
}

/**
 * Looks whether the entry is gone. The removal of a leader leaves the others
 * without a quorum for a moment, which is waited for.
 */
async function findRemoval(
  options: MembershipOptions,
  { identity, signal }: { identity: MemberIdentity; signal: AbortSignal },
): Promise<MembershipError | undefined> {
  const { memberId, clusterId } = identity;
  const timeoutMs = EXAMINE_TIMEOUT_MS;
  const endMs = performance.now() + EXAMINE_LIMIT_MS;
  while (true) {
    const view = await observeOthers(options, { timeoutMs, signal });
    const cluster = view.running.find((it) => it.clusterId === clusterId);
    if (cluster !== undefined) {
      if (cluster.members.some(({ id }) => id === memberId)) return undefined;
      break;
    }
    const isHopeless = view.leaderless.length === 0;
    if (isHopeless || performance.now() > endMs) return undefined;
    await delay(EXAMINE_RETRY_MS, { signal });
  }
  await recordTombstone(options.volumeDir, identity);
  return new MembershipError(
    "member-removed",
    describeRemoval(memberId, clusterId),
  );
}

function isRemoval(error: unknown): boolean {
  return error instanceof MembershipError && error.reason === "member-removed";
}
