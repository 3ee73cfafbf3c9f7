import type { EtcdMember } from "../etcd_client/etcd_member.ts";
import { fetchJson, type FetchJsonOptions } from "./fetch_json.ts";

/** What a member tells on its peer port, with or without a quorum. */
export interface PeerMembers {
  /** Hexadecimal. */
  readonly clusterId: string;
  /** The members as this one knows them, which may be out of date. */
  readonly members: readonly EtcdMember[];
}

/** Asks a member for the list on its peer port (`GET /members`). */
export async function fetchPeerMembers(
  peerUrl: string,
  options: FetchJsonOptions,
): Promise<PeerMembers> {
  const url = `${peerUrl}/members`;
  const { value, headers } = await fetchJson(url, options);
  const clusterId = headers.get("x-etcd-cluster-id");
  if (!Array.isArray(value) || clusterId === null) {
    throw new Error(`No member list of etcd from ${url}`);
  }
  return { clusterId, members: value.map(toMember) };
}

function toMember(value: unknown): EtcdMember {
  const raw = value as Record<string, unknown>;
  return {
    id: BigInt(String(raw["id"])).toString(16),
    name: String(raw["name"] ?? ""),
    peerUrls: toTexts(raw["peerURLs"]),
    clientUrls: toTexts(raw["clientURLs"]),
    isLearner: raw["isLearner"] === true,
  };
}

function toTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
