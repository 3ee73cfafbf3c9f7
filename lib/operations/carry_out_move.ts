import { requestRange } from "../etcd/range_request.ts";
import { moveLeadership } from "../hand_over/move_leadership.ts";
import type { LeadershipMove } from "./choose_move.ts";
import { clientAt, type EtcdAccess } from "./etcd_access.ts";

/**
 * Moves the leadership, as the daemon does before a stop: it is done when the
 * new leader says so itself and has answered a read.
 *
 * @throws {Error} When etcd refuses, or the other one does not lead in time.
 */
export async function carryOutMove(
  access: EtcdAccess,
  { from, to }: LeadershipMove,
  signal: AbortSignal,
): Promise<void> {
  const { http, timeoutMs } = access;
  const [fromUrl = access.url, toUrl = access.url] = [from.url, to.url];
  try {
    await moveLeadership({
      client: {
        clientAt: (url = fromUrl) => clientAt(access, url),
        readAt: (url, signal) => requestRange(url, http, signal),
      },
      target: {
        member: to.member,
        url: toUrl,
        appliedIndex: to.status?.raftAppliedIndex ?? 0,
      },
      timeoutMs,
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(
      `Cannot move the leadership from ${from.member.name} to ` +
        `${to.member.name}; "etcd-wrapper members" shows who leads`,
      { cause: error },
    );
  }
}
