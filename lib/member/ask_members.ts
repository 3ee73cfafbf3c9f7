import type { EtcdClient } from "../etcd_client/etcd_client.ts";
import type { EtcdMember } from "../etcd_client/etcd_member.ts";
import type {
  ClusterMemberFacts,
  QuorumFacts,
} from "../health/member_facts.ts";
import { withDeadline } from "../with_deadline.ts";
import { isSilence } from "./failure_cause.ts";

/** How the members of a cluster are asked. */
export interface AskMembersOptions {
  /** The members, this one included. */
  readonly members: readonly EtcdMember[];
  /** This member; undefined until etcd has told its id. */
  readonly ownId: string | undefined;
  /** This member's name. */
  readonly ownName: string;
  /** Whether this member answers, as far as is known by now. */
  readonly isSelfAnswering: boolean;
  /** A client for one of the members. */
  readonly clientAt: (url: string) => EtcdClient;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Limit for one member. @default {1000} */
  readonly timeoutMs?: number;
}

/** Members of one cluster are a few milliseconds apart. */
const TIMEOUT_MS = 1000;

/** Asks every other member whether it answers at all; ordered by name. */
export async function askMembers(
  options: AskMembersOptions,
): Promise<ClusterMemberFacts[]> {
  const { members, ownId, ownName, isSelfAnswering } = options;
  // etcd has them in an order of its own, which differs from call to call.
  const ordered = members.toSorted((a, b) => a.name < b.name ? -1 : 1);
  return await Promise.all(ordered.map(async (member) => {
    const { id, name } = member;
    const isSelf = ownId === undefined ? name === ownName : id === ownId;
    const answers = isSelf
      ? isSelfAnswering
      : await isAnswering(member, options);
    return { ...member, isSelf, answers };
  }));
}

/** The quorum by what the members answered. */
export function quorumOf(
  members: readonly ClusterMemberFacts[],
): QuorumFacts | undefined {
  const voters = members.filter(({ isLearner }) => !isLearner);
  if (voters.length === 0) return undefined;
  return {
    voters: voters.length,
    needed: Math.floor(voters.length / 2) + 1,
    answering: voters.filter(({ answers }) => answers !== false).length,
  };
}

/**
 * A member is asked for its status where it serves clients; one whose client
 * URL is not known, where its peers reach it, whether anything listens there.
 */
async function isAnswering(
  { clientUrls, peerUrls }: EtcdMember,
  { clientAt, signal, timeoutMs = TIMEOUT_MS }: AskMembersOptions,
): Promise<boolean> {
  const tries = clientUrls.length > 0
    ? clientUrls.map((url) =>
      withDeadline(timeoutMs, signal, async (limited) => {
        await clientAt(url).status(limited);
      }).catch((error) => {
        // A refusal is an answer too.
        if (signal.aborted || isSilence(error)) throw error;
      })
    )
    : peerUrls.map((url) =>
      withDeadline(timeoutMs, signal, (limited) => connect(url, limited))
    );
  return await Promise.any(tries).then(() => true, () => false);
}

async function connect(url: string, signal: AbortSignal): Promise<void> {
  const { hostname, port } = new URL(url);
  const connecting = Deno.connect({
    hostname: hostname.replaceAll(/[[\]]/g, ""),
    port: Number(port),
  });
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), {
      once: true,
    })
  );
  void connecting.then((connection) => connection.close(), () => {});
  await Promise.race([connecting, aborted]);
}
