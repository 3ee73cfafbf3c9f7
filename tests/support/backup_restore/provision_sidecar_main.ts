import { parseArgs } from "@std/cli/parse-args";
import { printLine, reportLine } from "../etcd/terminal.ts";
import { provisionSidecar } from "./provision_sidecar.ts";

const USAGE = "Usage: deno task etcdbrctl [--etcdbrctl-path PATH]";

/** Provides the real sidecar; the last line of standard output is its path. */
async function main(args: readonly string[]): Promise<number> {
  const unknown: string[] = [];
  const options = parseArgs(args, {
    string: ["etcdbrctl-path"],
    unknown: (arg) => unknown.push(arg) === 0,
  });
  if (unknown.length > 0 || options._.length > 0) {
    reportLine(USAGE);
    return 2;
  }
  const path = options["etcdbrctl-path"] as string | undefined;
  try {
    printLine(await provisionSidecar({ log: reportLine, path }));
    return 0;
  } catch (error) {
    reportLine((error as Error).message);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
