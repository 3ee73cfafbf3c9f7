import type { MemberClient } from "../etcd/member_client.ts";
import type { EtcdMember, MemberStatus } from "../etcd_client/etcd_member.ts";
import { withDeadline } from "../with_deadline.ts";

/** A member that leadership can be handed to. */
export interface Candidate {
  /** The member. */
  readonly member: EtcdMember;
  /** Where it answered. */
  readonly url: string;
  /** The last entry that it has applied. */
  readonly appliedIndex: number;
}

/** The members that can take over, and why the others cannot. */
export interface Candidates {
  /** The most up-to-date one first. */
  readonly ready: readonly Candidate[];
  /** One reason for each other voter. */
  readonly refusals: readonly string[];
}

/** What {@linkcode findCandidates} needs. */
export interface FindCandidatesOptions {
  /** Asks the members. */
  readonly client: Pick<MemberClient, "clientAt" | "readAt">;
  /** The other members with a vote. */
  readonly voters: readonly EtcdMember[];
  /** This member's status, which leads. */
  readonly own: MemberStatus;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Members of one cluster answer within milliseconds. */
const ASK_TIMEOUT_MS = 1000;
/** One that can take over is not kept waiting for one that hangs. */
const GRACE_MS = 100;
/** etcd brings a follower that is further behind back by a whole snapshot. */
const MAX_LAG_ENTRIES = 5000;

/**
 * Asks every other voter whether it could lead: it answers, is no learner,
 * follows this leader closely and serves a read through consensus.
 */
export async function findCandidates(
  options: FindCandidatesOptions,
): Promise<Candidates> {
  const { voters, signal } = options;
  const ready: Candidate[] = [];
  const refusals = new Map<EtcdMember, string>(
    voters.map((member) => [member, `${nameOf(member)}: no answer in time`]),
  );
  const first = Promise.withResolvers<void>();
  const enough = new AbortController();
  const asking = Promise.all(voters.map(async (member) => {
    try {
      const limited = AbortSignal.any([signal, enough.signal]);
      ready.push(await askCandidate(member, { ...options, signal: limited }));
      refusals.delete(member);
      first.resolve();
    } catch (error) {
      if (!enough.signal.aborted) {
        refusals.set(member, `${nameOf(member)}: ${messageOf(error)}`);
      }
    }
  }));
  await Promise.race([asking, first.promise]);
  const timer = setTimeout(() => enough.abort(), GRACE_MS);
  await asking;
  clearTimeout(timer);
  return {
    ready: ready.toSorted((a, b) => b.appliedIndex - a.appliedIndex),
    refusals: [...refusals.values()],
  };
}

/** How a member is called; one without a name has never been started. */
export function nameOf({ name, id }: EtcdMember): string {
  return name || id;
}

async function askCandidate(
  member: EtcdMember,
  { client, own, signal }: FindCandidatesOptions,
): Promise<Candidate> {
  const tries = member.clientUrls.map((url) =>
    withDeadline(ASK_TIMEOUT_MS, signal, async (limited) => {
      // Both end before an error is thrown, so that no call is left behind.
      const [status, read] = await Promise.allSettled([
        client.clientAt(url).status(limited),
        client.readAt(url, limited),
      ]);
      if (status.status === "rejected") throw status.reason;
      checkFollower(status.value, member, own);
      if (read.status === "rejected") throw read.reason;
      return { member, url, appliedIndex: status.value.raftAppliedIndex };
    })
  );
  if (tries.length === 0) throw new Error("it has no client URL");
  return await Promise.any(tries).catch((error: AggregateError) => {
    throw error.errors[0];
  });
}

function checkFollower(
  { memberId, leaderId, isLearner, raftAppliedIndex }: MemberStatus,
  member: EtcdMember,
  own: MemberStatus,
): void {
  if (memberId !== member.id) {
    throw new Error(`member ${memberId} answers at its client URL`);
  }
  if (isLearner) throw new Error("it is a learner");
  if (leaderId !== own.memberId) {
    throw new Error(`it takes ${leaderId} for the leader`);
  }
  const lag = own.raftAppliedIndex - raftAppliedIndex;
  if (lag > MAX_LAG_ENTRIES) throw new Error(`it is ${lag} entries behind`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
