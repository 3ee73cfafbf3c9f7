import type { AdminClient } from "../admin/admin_client.ts";
import { NoDaemonError } from "../admin/no_daemon_error.ts";
import type { VerbCall } from "../cli/verb.ts";
import { poll } from "../operations/poll.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { findDaemon } from "./find_daemon.ts";
import { print } from "./print.ts";
import { VerbError } from "./verb_error.ts";
import { showWait } from "./wait_line.ts";

/** Asks the daemon to stop, and waits for that if it is asked to. */
export async function stop(call: VerbCall): Promise<number> {
  const daemon = findDaemon(call);
  await daemon.stop(call.stop);
  if (call.flags["wait"] !== true) {
    await print(Deno.stdout, "the member is being stopped");
    return EXIT_CODE.success;
  }
  const timeoutMs = Number(call.flags["wait-timeout"]);
  using _wait = showWait(() => "waiting for the daemon's end");
  const hasEnded = await poll(
    { timeoutMs, signal: call.stop },
    (signal) => isGone(daemon, signal),
  );
  if (!hasEnded) {
    throw new VerbError(
      `The daemon has taken the order and has not ended within ${
        timeoutMs / 1000
      } s; "etcd-wrapper status" tells what it waits for`,
      EXIT_CODE.noAnswer,
    );
  }
  await print(Deno.stdout, "the member has been stopped");
  return EXIT_CODE.success;
}

async function isGone(
  daemon: AdminClient,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await daemon.status(signal);
    return false;
  } catch (error) {
    return error instanceof NoDaemonError;
  }
}
