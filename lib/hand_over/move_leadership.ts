import { delay } from "@std/async/delay";
import type { MemberClient } from "../etcd/member_client.ts";
import { isRetriable } from "../etcd_client/is_retriable.ts";
import { withDeadline } from "../with_deadline.ts";
import type { Candidate } from "./find_candidates.ts";

/** What {@linkcode moveLeadership} needs. */
export interface MoveLeadershipOptions {
  /** Asks the members. */
  readonly client: Pick<MemberClient, "clientAt" | "readAt">;
  /** Who is to lead. */
  readonly target: Candidate;
  /** Limit of the whole step. */
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** etcd itself notices the change only with its next tick, of up to 100 ms. */
const POLL_MS = 5;
/** A target that is silent for so long is given up for the next one. */
const SILENCE_MS = 500;

/**
 * Hands leadership to the target, and resolves when the target says that it
 * leads and has served a read through consensus.
 *
 * @throws {Error} When etcd refuses, or the target does not lead in time.
 */
export async function moveLeadership(
  options: MoveLeadershipOptions,
): Promise<void> {
  const { client, target, timeoutMs, signal } = options;
  const done = new AbortController();
  const ending = AbortSignal.any([signal, done.signal]);
  // Not waited for: the target knows first.
  const moving = client.clientAt().moveLeader(target.member.id, ending);
  const refused = new Promise<never>((_, reject) => {
    moving.catch((error) => {
      if (!ending.aborted) reject(error);
    });
  });
  try {
    await withDeadline(timeoutMs, ending, async (limited) => {
      await Promise.race([untilLeading(options, limited), refused]);
      await untilServing(options, limited);
    });
  } finally {
    done.abort();
    await moving.catch(() => {/* it was told above, or is not needed */});
  }
}

async function untilLeading(
  { client, target }: MoveLeadershipOptions,
  signal: AbortSignal,
): Promise<void> {
  while (true) {
    const { leaderId } = await withDeadline(
      SILENCE_MS,
      signal,
      (limited) => client.clientAt(target.url).status(limited),
    );
    if (leaderId === target.member.id) return;
    await delay(POLL_MS, { signal });
  }
}

/** A read that was on its way when the leader changed is refused. */
async function untilServing(
  { client, target }: MoveLeadershipOptions,
  signal: AbortSignal,
): Promise<void> {
  while (true) {
    try {
      return await client.readAt(target.url, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isRetriable(error)) throw error;
      await delay(POLL_MS, { signal });
    }
  }
}
