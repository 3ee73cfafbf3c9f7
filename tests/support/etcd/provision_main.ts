import { parseArgs } from "@std/cli/parse-args";
import { DEFAULT_LINE, isEtcdLine, PINNED_VERSIONS } from "./etcd_line.ts";
import { programVersion } from "./program_version.ts";
import { provisionEtcd } from "./provision.ts";
import { printLine, reportLine } from "./terminal.ts";

const USAGE =
  `Usage: deno task etcd [${Object.keys(PINNED_VERSIONS).join(" | ")}] ` +
  "[--etcd-path PATH] [--release-url URL]";

/** Provides an etcd; the last line of standard output is its path. */
async function main(args: readonly string[]): Promise<number> {
  const unknown: string[] = [];
  const options = parseArgs(args, {
    string: ["_", "etcd-path", "release-url"],
    unknown: (arg, key) => {
      if (key !== undefined) unknown.push(arg);
      return key === undefined;
    },
  });
  const [line = "", ...rest] = options._.map(String);
  if (
    unknown.length > 0 || rest.length > 0 || line !== "" && !isEtcdLine(line)
  ) {
    reportLine(USAGE);
    return 2;
  }
  const path = options["etcd-path"] as string | undefined;
  const releaseUrl = options["release-url"] as string | undefined;
  try {
    if (line === "" && path !== undefined) {
      reportLine(`Using etcd ${await programVersion(path)} of --etcd-path`);
      printLine(path);
      return 0;
    }
    const found = await provisionEtcd(isEtcdLine(line) ? line : DEFAULT_LINE, {
      log: reportLine,
      path,
      releaseUrl,
    });
    reportLine(`etcd ${await programVersion(found)}`);
    printLine(found);
    return 0;
  } catch (error) {
    reportLine((error as Error).message);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
