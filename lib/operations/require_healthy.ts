import type { ClusterView } from "./cluster_view.ts";
import { RefusalError } from "./refusal_error.ts";

/**
 * Sees to it that nothing is done to a cluster that cannot afford it.
 *
 * @throws {RefusalError} When a member is not healthy, with all that are not.
 */
export function requireHealthy(view: ClusterView, action: string): void {
  const problems = view.members.flatMap(({ member, problem }) =>
    problem === undefined ? [] : [`  ${member.name || member.id}: ${problem}`]
  );
  if (problems.length === 0) return;
  throw new RefusalError(
    `Refused to ${action}: a member is not healthy, and the cluster may need ` +
      `all others\n${problems.join("\n")}\nBring it back first; ` +
      '"etcd-wrapper members" shows the cluster',
  );
}
