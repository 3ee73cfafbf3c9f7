import type { MemberClient } from "../etcd/member_client.ts";
import type { EtcdMember, MemberStatus } from "../etcd_client/etcd_member.ts";
import type { HealthTracker } from "../health/health_tracker.ts";
import { describeError } from "../log/describe_error.ts";
import type { Logger } from "../log/logger.ts";
import type { WrapperMetrics } from "../metrics/wrapper_metrics.ts";
import { withDeadline } from "../with_deadline.ts";
import { type Candidate, findCandidates, nameOf } from "./find_candidates.ts";
import { moveLeadership } from "./move_leadership.ts";

/** What {@linkcode handOver} needs. */
export interface HandOverOptions {
  /** Asks the members. */
  readonly client: Pick<MemberClient, "clientAt" | "readAt">;
  /** Told what happens. */
  readonly health: HealthTracker;
  /** Counts the outcomes. */
  readonly metrics: Pick<WrapperMetrics, "handovers" | "handoverSeconds">;
  /** etcd's election timeout, after which it gives a transfer up. */
  readonly electionTimeoutMs: number;
  /** Limit of all of it; 0 or less: it is not done. */
  readonly timeoutMs: number;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** The own member is a millisecond away; one that hangs is stopped anyway. */
const OWN_TIMEOUT_MS = 500;
/** etcd ends a transfer after an election timeout; then the next one is due. */
const ATTEMPT_MARGIN_MS = 200;

/**
 * Before a stop, hands leadership to another voter, if this member leads; a
 * follower is asked once. Never rejects: whatever
 * goes wrong, the stop goes on, and etcd tries a transfer of its own.
 */
export async function handOver(options: HandOverOptions): Promise<void> {
  const { timeoutMs, signal, logger, metrics } = options;
  if (timeoutMs <= 0) return;
  const beganMs = performance.now();
  const finish = (outcome: "success" | "failure" | "skipped") => {
    metrics.handovers.add({ outcome });
    return Math.round(performance.now() - beganMs);
  };
  try {
    await withDeadline(timeoutMs, signal, async (limited) => {
      const result = await lead(options, limited);
      if (result.kind === "follower") return;
      if (result.kind === "skipped") {
        const tookMs = finish("skipped");
        logger.warn("leadership is not handed over", { ...result, tookMs });
        return;
      }
      metrics.handoverSeconds.observe((performance.now() - beganMs) / 1000);
      const tookMs = finish("success");
      logger.info("handed leadership over", { to: result.to, tookMs });
    });
  } catch (error) {
    const tookMs = finish("failure");
    const reason = describeError(error);
    logger.warn("cannot hand leadership over", { reason, tookMs });
  }
}

type Result =
  | { readonly kind: "follower" }
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "success"; readonly to: string };

async function lead(
  options: HandOverOptions,
  signal: AbortSignal,
): Promise<Result> {
  // Asked together: each call by itself can take 40 ms, which is TCP's doing.
  const needless = new AbortController();
  const limited = AbortSignal.any([signal, needless.signal]);
  const listing = listMembers(options, limited);
  listing.catch(() => {/* whoever waits for it is told */});
  const own = await ownStatus(options, signal);
  if (own === undefined || own.leaderId !== own.memberId) {
    needless.abort();
    return { kind: "follower" };
  }
  const voters = (await listing)
    .filter(({ id, isLearner }) => !isLearner && id !== own.memberId);
  if (voters.length === 0) {
    return { kind: "skipped", reason: "there is no other voter" };
  }
  const { client } = options;
  const { ready, refusals } = await findCandidates({
    client,
    voters,
    own,
    signal,
  });
  signal.throwIfAborted();
  if (ready.length === 0) {
    const reason = `no other voter is ready: ${refusals.join("; ")}`;
    return { kind: "skipped", reason };
  }
  return await tryEach(ready, options, signal);
}

/** Undefined when etcd does not answer: there is nobody to ask for anything. */
async function ownStatus(
  { client, logger }: HandOverOptions,
  signal: AbortSignal,
): Promise<MemberStatus | undefined> {
  try {
    return await withDeadline(
      OWN_TIMEOUT_MS,
      signal,
      (limited) => client.clientAt().status(limited),
    );
  } catch (error) {
    signal.throwIfAborted();
    logger.info("etcd does not tell whether it leads, it is stopped as it is", {
      error,
    });
    return undefined;
  }
}

/** etcd's list as it is now: a member may have come since the last look. */
async function listMembers(
  { client }: HandOverOptions,
  signal: AbortSignal,
): Promise<readonly EtcdMember[]> {
  const list = await client.clientAt()
    .memberList({ linearizable: false }, signal);
  return list.members;
}

async function tryEach(
  candidates: readonly Candidate[],
  options: HandOverOptions,
  signal: AbortSignal,
): Promise<Result> {
  const { client, health, electionTimeoutMs, logger } = options;
  const failures: string[] = [];
  for (const target of candidates) {
    const to = nameOf(target.member);
    health.enter("stopping", { detail: `handing leadership over to ${to}` });
    try {
      const timeoutMs = electionTimeoutMs + ATTEMPT_MARGIN_MS;
      await moveLeadership({ client, target, timeoutMs, signal });
      return { kind: "success", to };
    } catch (error) {
      signal.throwIfAborted();
      const reason = describeError(error);
      failures.push(`${to}: ${reason}`);
      logger.warn("a member does not take leadership over", { to, reason });
    }
  }
  // etcd may have carried a transfer out that nobody could confirm.
  const own = await ownStatus(options, signal);
  const leader = candidates.find(({ member }) => member.id === own?.leaderId);
  if (leader !== undefined) {
    return { kind: "success", to: nameOf(leader.member) };
  }
  throw new Error(failures.join("; "));
}
