import { parseArgs } from "@std/cli/parse-args";
import { programVersion } from "../support/etcd/program_version.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { printLine, reportLine } from "../support/etcd/terminal.ts";
import type { BenchOptions } from "./bench_options.ts";
import { benchMemory } from "./memory_bench.ts";
import { formatOutcome, type Outcome } from "./outcome.ts";
import { benchPollToSpawn } from "./poll_to_spawn_bench.ts";
import { benchReadAhead } from "./read_ahead_bench.ts";
import { benchRolling } from "./rolling_bench.ts";
import { benchStandalone } from "./standalone_bench.ts";
import { benchStart } from "./start_bench.ts";
import { benchStop } from "./stop_bench.ts";

const BENCHMARKS: Readonly<
  Record<string, {
    readonly run: (options: BenchOptions) => Promise<Outcome>;
    readonly runs: number;
  }>
> = {
  "start": { run: benchStart, runs: 20 },
  "standalone": { run: benchStandalone, runs: 15 },
  "stop": { run: benchStop, runs: 15 },
  "rolling": { run: benchRolling, runs: 30 },
  "memory": { run: benchMemory, runs: 3 },
  "poll-to-spawn": { run: benchPollToSpawn, runs: 15 },
  "read-ahead": { run: benchReadAhead, runs: 4 },
};

const USAGE = `Usage: deno task bench [NAME]... [FLAG]...

Measures and prints tables in Markdown; all benchmarks without a name:
${Object.keys(BENCHMARKS).join(", ")}

  --runs=N           rounds of each, instead of its own number
  --idle-seconds=S   memory: time from ready to the measurement (60)
  --database-mb=MB   read-ahead: least size of the database (512)`;

/** Runs benchmarks; the tables go to standard output. */
async function main(args: readonly string[]): Promise<number> {
  const unknown: string[] = [];
  const flags = parseArgs(args, {
    string: ["runs", "idle-seconds", "database-mb"],
    unknown: (arg) => !arg.startsWith("-") || unknown.push(arg) === 0,
  });
  const names = flags._.length > 0
    ? flags._.map(String)
    : Object.keys(BENCHMARKS);
  const numbers = [flags["runs"], flags["idle-seconds"], flags["database-mb"]];
  if (
    unknown.length > 0 || names.some((name) => !(name in BENCHMARKS)) ||
    numbers.some((it) => it !== undefined && !/^[1-9]\d*$/.test(String(it)))
  ) {
    reportLine(USAGE);
    return 2;
  }
  let failures = 0;
  for (const name of names) {
    const benchmark = BENCHMARKS[name];
    if (benchmark === undefined) continue;
    printLine(`\n## ${name}\n`);
    try {
      const outcome = await benchmark.run({
        runs: Number(flags["runs"] ?? benchmark.runs),
        idleSeconds: Number(flags["idle-seconds"] ?? 60),
        databaseMb: Number(flags["database-mb"] ?? 512),
      });
      printLine(formatOutcome({
        ...outcome,
        notes: [await machine(), ...outcome.notes],
      }));
    } catch (error) {
      failures++;
      printLine(`Cannot measure: ${(error as Error).message}`);
    }
  }
  return failures === 0 ? 0 : 1;
}

/** What else the machine did makes the figures worse. */
async function machine(): Promise<string> {
  const [load = 0] = Deno.loadavg();
  const etcd = await programVersion(await provisionEtcd("3.5"));
  return `etcd ${etcd}; ${navigator.hardwareConcurrency} processors, load average of the ` +
    `last minute ${load.toFixed(1)}`;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
