import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path/from-file-url";
import { runCommand } from "../support/etcd/run_command.ts";
import { printLine, reportLine } from "../support/etcd/terminal.ts";
import { tempDir } from "../support/temp_dir.ts";
import { startWalVerify } from "../support/wal_verify/wal_verify.ts";
import { formatOutcome } from "./outcome.ts";
import { median } from "./summary.ts";

const PROGRAM = fromFileUrl(
  new URL("../programs/validate_log.ts", import.meta.url),
);
const USAGE = `Usage: deno task bench:validate-log [FLAG]...

Measures the sanity validation of a log whose last segment is full, in a
process of its own each time, against reading it.

  --runs=N           rounds (5)
  --program=PATH     another program to compare with, such as the
                     tests/programs/validate_log.ts of an earlier commit`;

/** What etcd fills before it begins the next segment. */
const SEGMENT_BYTES = 64_000_000;
const SANITY_LIMIT_MS = 200;

/** Segments of many small and of few large entries. */
const LOGS = {
  "118,000 entries of up to 1 kB": { entries: 118_000, maxEntrySize: 1_000 },
  "620 entries of up to 200 kB": { entries: 620, maxEntrySize: 200_000 },
} as const;

async function main(args: readonly string[]): Promise<number> {
  const flags = parseArgs(args, {
    string: ["runs", "program"],
    boolean: ["help"],
  });
  if (flags["help"] === true) {
    printLine(USAGE);
    return 0;
  }
  await using dir = await tempDir();
  const other = flags["program"];
  const programs = new Map([["sanity validation", PROGRAM]]);
  if (typeof other === "string") programs.set("the other program", other);
  for (const [name, log] of Object.entries(LOGS)) {
    const walDir = await writeLog(`${dir.path}/${log.entries}`, log);
    printLine(
      await measure(name, walDir, programs, Number(flags["runs"] ?? 5)),
    );
  }
  return 0;
}

async function writeLog(
  base: string,
  { entries, maxEntrySize }: { entries: number; maxEntrySize: number },
): Promise<string> {
  await using walVerify = await startWalVerify();
  await walVerify.write(base, {
    seed: 3,
    segmentBytes: SEGMENT_BYTES,
    entries,
    maxEntrySize,
    snapshotEvery: 0,
    leaderChangeIn: 0,
    restartIn: 0,
    catchUpIn: 0,
  });
  return `${base}/wal`;
}

async function measure(
  name: string,
  walDir: string,
  programs: ReadonlyMap<string, string>,
  runs: number,
): Promise<string> {
  const rows = new Map<string, number[]>();
  const push = (row: string, ms: number) =>
    rows.set(row, [...(rows.get(row) ?? []), ms]);
  for (let run = 0; run < runs; run++) {
    reportLine(`${name}: round ${run + 1} of ${runs}`);
    for (const [title, program] of programs) {
      const args = ["run", "-A", "--quiet", program, walDir, "sanity"];
      const [ms = 0] = JSON.parse(await runCommand(Deno.execPath(), args));
      push(title, ms);
    }
    const beganMs = performance.now();
    await runCommand("sh", ["-c", 'cat "$0"/* >/dev/null', walDir]);
    push("cat, the whole process", performance.now() - beganMs);
  }
  const values = rows.get("sanity validation") ?? [];
  return formatOutcome({
    notes: [`one full segment, warm: ${name}`],
    tables: [{
      title: name,
      unit: "ms",
      rows: [...rows].map(([name, values]) => ({ name, values })),
    }],
    goals: [{
      name: `sanity of a log: ${name}`,
      measured: median(values),
      limit: SANITY_LIMIT_MS,
      unit: "ms",
    }],
  });
}

if (import.meta.main) Deno.exit(await main(Deno.args));
