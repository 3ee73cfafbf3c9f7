import type { AdminClient } from "../admin/admin_client.ts";
import type { DaemonStatus } from "../admin/daemon_status.ts";
import { NoDaemonError } from "../admin/no_daemon_error.ts";
import type { VerbCall } from "../cli/verb.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { findDaemon, noteOtherVersion } from "./find_daemon.ts";
import { formatStatus } from "./format_status.ts";
import { createPaint } from "./paint.ts";
import { print } from "./print.ts";

/** Shows how the member is, once or whenever that changes. */
export async function status(call: VerbCall): Promise<number> {
  const daemon = findDaemon(call);
  const isJson = call.flags["output"] === "json";
  if (call.flags["watch"] === true) return await watch(daemon, call, isJson);
  const current = await daemon.status(call.stop);
  if (!isJson) await noteOtherVersion(current);
  await print(
    Deno.stdout,
    isJson ? JSON.stringify(current, null, 2) : format(current),
  );
  return current.ready ? EXIT_CODE.success : EXIT_CODE.notReady;
}

function format(status: DaemonStatus): string {
  const paint = createPaint(Deno.stdout.isTerminal());
  return formatStatus(status, { paint, nowMs: Date.now() });
}

/** To the upper left corner, and everything below away. */
const HOME = "\x1b[H\x1b[J";

async function watch(
  daemon: AdminClient,
  { stop }: VerbCall,
  isJson: boolean,
): Promise<number> {
  const isTerminal = Deno.stdout.isTerminal();
  try {
    for await (const current of daemon.events(stop)) {
      const text = isJson ? JSON.stringify(current) : format(current);
      await print(
        Deno.stdout,
        isJson ? text : isTerminal ? `${HOME}${text}` : `${text}\n`,
      );
    }
  } catch (error) {
    // Ctrl-C is how a watch ends.
    if (stop.aborted) return EXIT_CODE.success;
    throw error;
  }
  throw new NoDaemonError("The daemon has ended, or closed the stream");
}
