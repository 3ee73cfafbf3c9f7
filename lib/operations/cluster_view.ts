import type {
  EtcdAlarm,
  EtcdMember,
  MemberStatus,
} from "../etcd_client/etcd_member.ts";
import { requestRange } from "../etcd/range_request.ts";
import { describeError } from "../log/describe_error.ts";
import { withDeadline } from "../with_deadline.ts";
import { clientAt, type EtcdAccess } from "./etcd_access.ts";

/** What a member does in its cluster; `unknown` when it does not answer. */
export type ViewedRole = "leader" | "follower" | "learner" | "unknown";

/** A member of the cluster and how it is. */
export interface MemberView {
  /** As the cluster's list has it. */
  readonly member: EtcdMember;
  /** What it does. */
  readonly role: ViewedRole;
  /** Where it was reached; undefined when nowhere. */
  readonly url: string | undefined;
  /** What it says of itself. */
  readonly status: MemberStatus | undefined;
  /**
   * Why it is not healthy; undefined when it is: it answers, and, unless it is
   * a learner, a read through consensus, too.
   */
  readonly problem: string | undefined;
}

/** A cluster, as it is now. */
export interface ClusterView {
  /** Ordered by name. */
  readonly members: readonly MemberView[];
  /** Id of the member that was asked first. */
  readonly ownId: string;
  /** What is raised, or why that is not known: it takes a quorum. */
  readonly alarms: readonly EtcdAlarm[] | Error;
}

/**
 * Looks at all members of a cluster, at each for itself.
 *
 * @throws {Error} When the member that is asked first does not answer.
 */
export async function viewCluster(
  access: EtcdAccess,
  signal: AbortSignal,
): Promise<ClusterView> {
  const client = clientAt(access);
  // By itself: of two that wait for one connection, one does not tell why there
  // is none.
  const list = await client.memberList({ linearizable: false }, signal);
  const asked = client.alarms(signal).catch((error: Error) => error);
  const ordered = list.members.toSorted((a, b) => a.name < b.name ? -1 : 1);
  const members = await Promise.all(
    ordered.map((member) => {
      const isOwn = member.id === list.memberId;
      const urls = isOwn ? [access.url] : member.clientUrls;
      return viewMember(access, { member, urls, signal });
    }),
  );
  const alarms = await asked;
  signal.throwIfAborted();
  return { members, ownId: list.memberId, alarms };
}

interface ViewMemberOptions {
  readonly member: EtcdMember;
  readonly urls: readonly string[];
  readonly signal: AbortSignal;
}

async function viewMember(
  access: EtcdAccess,
  { member, urls, signal }: ViewMemberOptions,
): Promise<MemberView> {
  const blank = { member, role: "unknown", url: undefined } as const;
  if (urls.length === 0) {
    const problem = "it has not been started yet";
    return { ...blank, status: undefined, problem };
  }
  try {
    const { url, status } = await firstStatus(access, urls, signal);
    const role = status.isLearner
      ? "learner"
      : status.leaderId === member.id
      ? "leader"
      : "follower";
    const problem = await findProblem(access, { url, status, signal });
    return { member, role, url, status, problem };
  } catch (error) {
    signal.throwIfAborted();
    const problem = `it does not answer: ${describeError(error)}`;
    return { ...blank, status: undefined, problem };
  }
}

async function firstStatus(
  access: EtcdAccess,
  urls: readonly string[],
  signal: AbortSignal,
): Promise<{ url: string; status: MemberStatus }> {
  const asked = urls.map(async (given) => {
    const url = given.replace(/\/+$/, "");
    return { url, status: await clientAt(access, url).status(signal) };
  });
  try {
    return await Promise.any(asked);
  } catch (error) {
    // One reason is enough, most members have one URL.
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}

async function findProblem(
  { http, timeoutMs }: EtcdAccess,
  { url, status, signal }: {
    readonly url: string;
    readonly status: MemberStatus;
    readonly signal: AbortSignal;
  },
): Promise<string | undefined> {
  if (status.leaderId === "0") return "it knows of no leader";
  if (status.isLearner) return undefined;
  try {
    await withDeadline(
      timeoutMs,
      signal,
      (signal) => requestRange(url, http, signal),
    );
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return `it does not answer a read: ${describeError(error)}`;
  }
}
