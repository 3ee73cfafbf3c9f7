import type { DataFacts, MembershipOptions } from "./membership.ts";
import { fetchPeerState } from "./fetch_peer_state.ts";
import { observeCluster } from "./observe_cluster.ts";
import type { ClusterView, StartFacts, WrapperAnswer } from "./start_facts.ts";
import { readVolumeRecords } from "./volume_records.ts";

/** What {@linkcode gatherFacts} looks at besides the configuration. */
export interface GatherFactsOptions {
  /** What the validation found. */
  readonly data: DataFacts;
  /** Hash of the configured cluster. */
  readonly clusterHash: string;
  /** Limit of every request. */
  readonly timeoutMs: number;
  /** Ends the requests. */
  readonly signal: AbortSignal;
}

/** Asks everyone, and reads the volume's records again. */
export async function gatherFacts(
  membership: MembershipOptions,
  options: GatherFactsOptions,
): Promise<StartFacts> {
  const { data, clusterHash, timeoutMs, signal } = options;
  const { name, peerUrls, initialCluster, mayStartEmpty } = membership;
  const isAskingWrappers = data.state !== "present";
  const [cluster, wrappers] = await Promise.all([
    observeOthers(membership, { timeoutMs, signal }),
    isAskingWrappers ? askWrappers(membership, { timeoutMs, signal }) : [],
  ]);
  return {
    name,
    peerUrls,
    members: initialCluster,
    clusterHash,
    isNewAllowed: membership.initialClusterState !== "existing",
    mayStartEmpty,
    data,
    records: await readVolumeRecords(membership.volumeDir),
    cluster,
    wrappers: new Map(wrappers),
  };
}

/** Asks the etcds of the other members. */
export function observeOthers(
  membership: MembershipOptions,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<ClusterView> {
  const { name, initialCluster, clientUrls, clientTls, peerTls } = membership;
  return observeCluster({
    peerUrls: [...initialCluster].flatMap(([peer, urls]) =>
      peer === name ? [] : urls
    ),
    clientUrls: membership.peerClientEndpoints,
    ownClientUrls: clientUrls,
    clientTls,
    peerTls,
    timeoutMs,
  }, signal);
}

async function askWrappers(
  membership: MembershipOptions,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<[string, WrapperAnswer][]> {
  const { name, initialCluster, wrapperCaFile } = membership;
  const others = [...initialCluster].filter(([peer]) => peer !== name);
  if (others.length === 0) return [];
  using client = Deno.createHttpClient(
    wrapperCaFile === undefined
      ? {}
      : { caCerts: [await Deno.readTextFile(wrapperCaFile)] },
  );
  return await Promise.all(
    others.map(async ([peer, urls]): Promise<[string, WrapperAnswer]> => {
      const address = wrapperAddress(membership, peer, urls);
      const options = { client, timeoutMs, signal };
      return [peer, await fetchPeerState(address, options)];
    }),
  );
}

function wrapperAddress(
  membership: MembershipOptions,
  peer: string,
  peerUrls: readonly string[],
): string {
  const { wrapperPort, peerWrapperEndpoints, wrapperCaFile } = membership;
  const scheme = wrapperCaFile === undefined ? "http" : "https";
  const [peerUrl = ""] = peerUrls;
  const address = peerWrapperEndpoints.get(peer) ??
    `${new URL(peerUrl).hostname}:${wrapperPort}`;
  return `${scheme}://${address}`;
}
