import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path/from-file-url";
import { provisionBbolt } from "../support/bbolt/provision.ts";
import { runCommand } from "../support/etcd/run_command.ts";
import { printLine, reportLine } from "../support/etcd/terminal.ts";
import { largeDatabase } from "./large_database.ts";
import { formatOutcome, type Goal, type Table } from "./outcome.ts";
import { dropFromCache } from "./page_cache.ts";
import { median } from "./summary.ts";

const PROGRAM = fromFileUrl(
  new URL("../programs/validate_database.ts", import.meta.url),
);
const USAGE = `Usage: deno task bench:validate-database [FLAG]...

Measures the validation of a database against "bbolt check" and "cat".

  --runs=N           rounds (3)
  --database-mb=MB   least size of the database, which etcd writes once (2048)
  --database=PATH    another database instead`;

/** What a full validation may cost, as parts of what others take. */
const LIMITS = { coldBbolt: 1 / 3, coldCat: 1 / 0.8, warmBbolt: 2 };
const PEAK_LIMIT_MB = 150;
const SANITY_LIMIT_MS = 200;

interface Subject {
  readonly name: string;
  /** Resolves with the milliseconds of the whole process. */
  readonly run: () => Promise<number>;
}

/** Runs the benchmark; the tables go to standard output. */
async function main(args: readonly string[]): Promise<number> {
  const flags = parseArgs(args, {
    string: ["runs", "database-mb", "database"],
    boolean: ["help"],
  });
  if (flags["help"] === true) {
    printLine(USAGE);
    return 0;
  }
  const sizeMb = Number(flags["database-mb"] ?? 2048);
  const path = String(
    flags["database"] ??
      `${await largeDatabase(sizeMb)}/new.etcd/member/snap/db`,
  );
  printLine(await measure(path, Number(flags["runs"] ?? 3)));
  return 0;
}

async function measure(path: string, runs: number): Promise<string> {
  const bbolt = await provisionBbolt("1.4", { log: reportLine });
  const peaksMb: number[] = [];
  const ours: Subject = {
    name: "full validation",
    run: () => timed(async () => void peaksMb.push((await validate()).peakMb)),
  };
  const check: Subject = {
    name: "bbolt check",
    run: () => timed(() => runCommand(bbolt, ["check", path])),
  };
  const cat: Subject = {
    name: "cat",
    run: () =>
      timed(() => runCommand("sh", ["-c", 'cat "$0" >/dev/null', path])),
  };
  const cold = new Map<Subject, number[]>();
  const warm = new Map<Subject, number[]>();
  const sanityMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    reportLine(`round ${run + 1} of ${runs}`);
    // The first one in a row may have to warm up a cache below this machine.
    for (const subject of rotated([cat, ours, check], run)) {
      await dropFromCache([path]);
      push(cold, subject, await subject.run());
    }
    await dropFromCache([path]);
    sanityMs.push((await validate("sanity")).ms);
    await cat.run();
    for (const subject of rotated([cat, ours, check], run)) {
      push(warm, subject, await subject.run());
    }
  }
  return formatOutcome({
    notes: [`${path}: ${(await Deno.stat(path)).size} bytes; whole processes`],
    tables: [
      table("cold", "ms", cold),
      table("warm", "ms", warm),
      {
        title: "besides",
        unit: "MB, ms",
        rows: [
          { name: "peak memory of a full validation", values: peaksMb },
          { name: "sanity validation, cold", values: sanityMs },
        ],
      },
    ],
    goals: [
      ratio("cold, of bbolt check", cold, [ours, check], LIMITS.coldBbolt),
      ratio("cold, of cat", cold, [ours, cat], LIMITS.coldCat),
      ratio("warm, of bbolt check", warm, [ours, check], LIMITS.warmBbolt),
      most("peak memory", peaksMb, PEAK_LIMIT_MB, "MB"),
      most("sanity", sanityMs, SANITY_LIMIT_MS, "ms"),
    ],
  });

  async function validate(
    mode = "full",
  ): Promise<{ readonly ms: number; readonly peakMb: number }> {
    const args = ["run", "-A", "--quiet", PROGRAM, path, mode];
    const result = JSON.parse(await runCommand(Deno.execPath(), args));
    if (result.errors > 0) throw new Error(`"${path}" is not valid`);
    return result;
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
}

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const from = by % items.length;
  return [...items.slice(from), ...items.slice(0, from)];
}

function table(
  title: string,
  unit: string,
  rows: ReadonlyMap<Subject, readonly number[]>,
): Table {
  return {
    title,
    unit,
    rows: [...rows].map(([{ name }, values]) => ({ name, values })),
  };
}

function ratio(
  name: string,
  values: ReadonlyMap<Subject, readonly number[]>,
  [ours, other]: readonly [Subject, Subject],
  limit: number,
): Goal {
  const measured = median(values.get(ours) ?? []) /
    median(values.get(other) ?? []);
  return { name: `full, ${name}`, measured, limit, unit: "×", digits: 2 };
}

function most(
  name: string,
  values: readonly number[],
  limit: number,
  unit: string,
): Goal {
  return { name, measured: Math.max(...values), limit, unit };
}

if (import.meta.main) Deno.exit(await main(Deno.args));
