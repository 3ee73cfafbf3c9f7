import type { EtcdMember } from "../etcd_client/etcd_member.ts";
import type { RunningCluster, StartFacts } from "./start_facts.ts";

/**
 * The entry that a cluster's list has for this member: by its peer URLs, which
 * no two members share, or else by its name.
 */
export function findOwnEntry(
  { name, peerUrls }: Pick<StartFacts, "name" | "peerUrls">,
  { members }: Pick<RunningCluster, "members">,
): EtcdMember | undefined {
  return members.find((member) =>
    member.peerUrls.some((url) => peerUrls.includes(url))
  ) ?? members.find((member) => member.name === name);
}
