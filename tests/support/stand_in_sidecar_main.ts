import { parseArgs } from "@std/cli/parse-args";
import { startStandInSidecar } from "./stand_in_sidecar.ts";

/*
 * Runs the stand-in sidecar as a program:
 *   --port PORT                 0 takes any free port; default 8080
 *   --config FILE               what /config serves
 *   --initialization-ms MS      how long an initialization takes; default 0
 */
async function main(args: readonly string[]): Promise<number> {
  const flags = parseArgs(args, {
    string: ["port", "config", "initialization-ms"],
    default: { "port": "8080", "initialization-ms": "0" },
    unknown: (flag) => {
      throw new SyntaxError(`Cannot read the flag "${flag}"`);
    },
  });
  const ended = firstSignal();
  await using sidecar = await startStandInSidecar({
    port: toNumber(flags, "port"),
    initializationMs: toNumber(flags, "initialization-ms"),
    ...(typeof flags["config"] === "string"
      ? { config: await Deno.readFile(flags["config"]) }
      : {}),
    log: writeLine,
  });
  writeLine(`Listening on ${sidecar.url}`);
  writeLine(`Received ${await ended}`);
  return 0;
}

function toNumber(flags: Record<string, unknown>, name: string): number {
  const text = String(flags[name]);
  if (!/^\d+$/.test(text)) {
    throw new SyntaxError(`Cannot read "--${name}" as a number: "${text}"`);
  }
  return Number(text);
}

function firstSignal(): Promise<Deno.Signal> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, () => resolve(signal));
    }
  });
}

function writeLine(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
