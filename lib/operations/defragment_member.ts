import type { MemberStatus } from "../etcd_client/etcd_member.ts";
import { DeadlineError } from "../with_deadline.ts";
import { clientAt, type EtcdAccess } from "./etcd_access.ts";
import type { ClusterView, MemberView } from "./cluster_view.ts";
import { poll } from "./poll.ts";
import { requestRange } from "../etcd/range_request.ts";

/** Opening and closing the file, whatever its size. */
const BASE_LIMIT_MS = 30_000;
/** Slower than any disk that etcd can live on. */
const SLOWEST_BYTES_PER_MS = 5000;
/** What has piled up meanwhile has to be applied. */
const RECOVERY_MS = 30_000;

/** How long, at most. */
export interface DefragmentOptions {
  /** Ends it early; etcd goes on. */
  readonly signal: AbortSignal;
  /** Limit of it. @default {by the size of the database} */
  readonly limitMs?: number;
}

/** Followers and learners first, the leader last: it is needed meanwhile. */
export function defragmentOrder(
  { members, ownId }: ClusterView,
  isAll: boolean,
): readonly MemberView[] {
  if (!isAll) return members.filter(({ member }) => member.id === ownId);
  return members.toSorted((a, b) =>
    Number(a.role === "leader") - Number(b.role === "leader")
  );
}

/** How long a defragmentation may take. */
export function defragmentLimitMs(dbSizeBytes: number): number {
  return BASE_LIMIT_MS + dbSizeBytes / SLOWEST_BYTES_PER_MS;
}

/**
 * Defragments a member, waits until it is healthy again, and gives its status
 * afterwards.
 *
 * @throws {Error} When it takes too long, or the member is not healthy after.
 */
export async function defragmentMember(
  access: EtcdAccess,
  { member, url, status }: MemberView,
  { signal, limitMs }: DefragmentOptions,
): Promise<MemberStatus> {
  const timeoutMs = limitMs ?? defragmentLimitMs(status?.dbSizeBytes ?? 0);
  try {
    await clientAt({ ...access, timeoutMs }, url).defragment(signal);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new Error(
      `${member.name} has not ended within ${
        timeoutMs / 1000
      } s. It may still ` +
        "be at it, and serves nothing until then: look at its disk, and leave " +
        'it alone until "etcd-wrapper members" shows it healthy',
      { cause: error },
    );
  }
  const options = { timeoutMs: RECOVERY_MS, signal };
  const isHealthy = await poll(options, async (signal) => {
    const { isLearner } = await clientAt(access, url).status(signal);
    if (!isLearner) await requestRange(url ?? access.url, access.http, signal);
    return true;
  });
  if (isHealthy) return await clientAt(access, url).status(signal);
  throw new Error(
    `${member.name} is defragmented, but does not answer a read within ` +
      `${RECOVERY_MS / 1000} s after`,
  );
}
