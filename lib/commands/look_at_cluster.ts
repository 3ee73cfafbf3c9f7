import { type ClusterView, viewCluster } from "../operations/cluster_view.ts";
import type { EtcdAccess } from "../operations/etcd_access.ts";
import { showWait } from "./wait_line.ts";

/**
 * Looks at all members.
 *
 * @throws {Error} Which names the member that did not answer.
 */
export async function lookAtCluster(
  access: EtcdAccess,
  signal: AbortSignal,
): Promise<ClusterView> {
  using _wait = showWait(() => `asking the members through ${access.url}`);
  try {
    return await viewCluster(access, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(
      `etcd at ${access.url} does not answer; "etcd-wrapper status" tells ` +
        "what the daemon knows of it, and --endpoint asks another member",
      { cause: error },
    );
  }
}
