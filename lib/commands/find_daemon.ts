import denoConfig from "../../deno.json" with { type: "json" };
import { type AdminClient, createAdminClient } from "../admin/admin_client.ts";
import type { DaemonStatus } from "../admin/daemon_status.ts";
import { socketPath } from "../admin/socket_path.ts";
import type { VerbCall } from "../cli/verb.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { print } from "./print.ts";
import { VerbError } from "./verb_error.ts";

/**
 * Creates a client of the daemon that the flags name.
 *
 * @throws {VerbError} When they name no socket.
 */
export function findDaemon({ flags }: Pick<VerbCall, "flags">): AdminClient {
  const flag = String(flags["admin-socket"]);
  const place = socketPath(flag, String(flags["data-volume-dir"]));
  if (place === undefined) {
    throw new VerbError("admin-socket must not be empty", EXIT_CODE.usage);
  }
  if (place.path === undefined) {
    throw new VerbError(
      `Cannot open the admin socket: ${place.problem}`,
      EXIT_CODE.usage,
    );
  }
  return createAdminClient(place.path);
}

/** Says that the daemon is of another version, which matters little. */
export async function noteOtherVersion(status: DaemonStatus): Promise<void> {
  const { wrapper } = status.versions;
  if (wrapper === denoConfig.version) return;
  await print(
    Deno.stderr,
    `note: the daemon is etcd-wrapper ${wrapper}, this is ` +
      denoConfig.version,
  );
}
