import type { VerbCall } from "../cli/verb.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { findDaemon } from "./find_daemon.ts";
import { print } from "./print.ts";

/** Shows the level of the daemon's log, or changes it until its end. */
export async function logsLevel(call: VerbCall): Promise<number> {
  const daemon = findDaemon(call);
  const [level] = call.args;
  if (level !== undefined) await daemon.setLogLevel(level, call.stop);
  await print(Deno.stdout, await daemon.logLevel(call.stop));
  return EXIT_CODE.success;
}
