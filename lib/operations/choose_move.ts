import type { ClusterView, MemberView } from "./cluster_view.ts";
import { RefusalError } from "./refusal_error.ts";

/** Who hands over to whom. */
export interface LeadershipMove {
  /** The leader of before. */
  readonly from: MemberView;
  /** The leader to be. */
  readonly to: MemberView;
}

/**
 * Chooses whom the leadership goes to: the member that is named (by name or
 * id), or the healthy voter that has applied the most.
 *
 * @throws {RefusalError} When there is no such member, or it cannot lead.
 */
export function chooseMove(
  { members }: ClusterView,
  named: string,
): LeadershipMove {
  const from = members.find(({ role }) => role === "leader");
  if (from === undefined) {
    throw new RefusalError(
      "Cannot move the leadership: no member that answers is the leader; " +
        '"etcd-wrapper members" shows the cluster',
    );
  }
  const to = named === ""
    ? mostAdvanced(members)
    : members.find(({ member }) =>
      member.name === named || member.id === named
    );
  if (to === undefined) {
    throw new RefusalError(
      named === ""
        ? "Cannot move the leadership: there is no other healthy voter"
        : `Cannot move the leadership: no member has the name or id "${named}"` +
          `; there are ${members.map(({ member }) => member.name).join(", ")}`,
    );
  }
  const reason = to.problem ??
    (to.role === "learner" ? "it is a learner" : undefined);
  if (reason !== undefined) {
    throw new RefusalError(
      `Cannot move the leadership to ${to.member.name}: ${reason}`,
    );
  }
  return { from, to };
}

function mostAdvanced(members: readonly MemberView[]): MemberView | undefined {
  return members
    .filter(({ role, problem }) => role === "follower" && problem === undefined)
    .toSorted((a, b) =>
      (b.status?.raftAppliedIndex ?? 0) - (a.status?.raftAppliedIndex ?? 0)
    )[0];
}
