import { parseArgs } from "@std/cli/parse-args";
import { printLine, reportLine } from "../etcd/terminal.ts";
import { compileProgram } from "./compile_program.ts";
import { provisionDenort } from "./denort.ts";

const USAGE = "Usage: deno task compile [--output FILE] [--data-root DIR] " +
  "[--allow-run PATH]... [--allow-read PATH]... [--allow-write PATH]...";

const ROOT = decodeURIComponent(new URL("../../..", import.meta.url).pathname);

/** Compiles the program; the last line of standard output is its path. */
async function main(args: readonly string[]): Promise<number> {
  const unknown: string[] = [];
  const options = parseArgs(args, {
    string: ["output", "data-root", "allow-run", "allow-read", "allow-write"],
    collect: ["allow-run", "allow-read", "allow-write"],
    unknown: (arg) => unknown.push(arg) === 0,
  });
  if (unknown.length > 0 || options._.length > 0) {
    reportLine(USAGE);
    return 2;
  }
  const output = (options["output"] ?? `${ROOT}dist/etcd-wrapper`) as string;
  try {
    await compileProgram({
      entry: `${ROOT}main.ts`,
      output,
      configPath: `${ROOT}deno.json`,
      compiling: await provisionDenort({ log: reportLine }),
      dataRoot: options["data-root"] as string | undefined,
      run: options["allow-run"] as string[],
      read: options["allow-read"] as string[],
      write: options["allow-write"] as string[],
      log: reportLine,
    });
    printLine(output);
    return 0;
  } catch (error) {
    reportLine((error as Error).message);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
