import type { MemberStatus } from "../etcd_client/etcd_member.ts";
import { clientAt, type EtcdAccess } from "../operations/etcd_access.ts";
import { showWait } from "./wait_line.ts";

/**
 * Asks the member for its status.
 *
 * @throws {Error} Which names the member, when it does not answer.
 */
export async function askStatus(
  access: EtcdAccess,
  signal: AbortSignal,
): Promise<MemberStatus> {
  using _wait = showWait(() => `asking etcd at ${access.url}`);
  try {
    return await clientAt(access).status(signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(
      `etcd at ${access.url} does not answer; "etcd-wrapper status" tells ` +
        "what the daemon knows of it, and --endpoint asks another member",
      { cause: error },
    );
  }
}
