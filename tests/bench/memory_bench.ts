import { delay } from "@std/async/delay";
import { reportLine } from "../support/etcd/terminal.ts";
import { type Baseline, baselines } from "./baseline.ts";
import type { BenchOptions } from "./bench_options.ts";
import type { Goal, Outcome } from "./outcome.ts";
import { processFigures } from "./process_figures.ts";
import type { Program } from "./programs.ts";
import { createStage, type Stage } from "./stage.ts";
import { median } from "./summary.ts";

const MEMORY_LIMIT = 1.15;
const CPU_LIMIT = 2;
const FIGURES = [
  { key: "rssMb", name: "RSS", unit: "MB", digits: 1, limit: MEMORY_LIMIT },
  {
    key: "privateDirtyMb",
    name: "private dirty",
    unit: "MB",
    digits: 1,
    limit: MEMORY_LIMIT,
  },
  { key: "cpuMs", name: "idle CPU", unit: "ms", digits: 0, limit: CPU_LIMIT },
] as const;

/** Processes of one program that are left alone, and what they use. */
interface Idlers extends Record<typeof FIGURES[number]["key"], number[]> {
  readonly name: string;
  readonly pids: number[];
}

/** The wrapper and the small program, run in the same way. */
interface Pair {
  readonly program: Program;
  readonly baseline: Baseline;
  readonly wrappers: Idlers;
  readonly baselines: Idlers;
}

/** Memory of an idle wrapper and a small program, and the time they use. */
export async function benchMemory(options: BenchOptions): Promise<Outcome> {
  const { runs, idleSeconds } = options;
  await using stage = await createStage();
  await using stack = new AsyncDisposableStack();
  const pairs = await createPairs(stage);
  for (let run = 0; run < runs; run++) {
    for (const pair of pairs) await startPair(pair, stage, stack);
  }
  reportLine(`${runs} of each are started, waiting ${idleSeconds} s`);
  const idlers = pairs.flatMap((pair) => [pair.wrappers, pair.baselines]);
  await measure(idlers, idleSeconds * 1000);
  return {
    notes: [
      `${idleSeconds} s after ready, all at the same time; each wrapper has ` +
      "an etcd of its own, which a small program asks too",
    ],
    tables: FIGURES.map(({ key, name, unit, digits }) => ({
      title: name,
      unit,
      digits,
      rows: idlers.map((it) => ({ name: it.name, values: it[key] })),
    })),
    goals: FIGURES.flatMap(({ key, name, limit }) =>
      pairs.map(({ wrappers, baselines }): Goal => ({
        name: `${name} against the small program's: ${wrappers.name}`,
        measured: median(wrappers[key]) / median(baselines[key]),
        limit,
        unit: "×",
        digits: 2,
      }))
    ),
  };
}

async function createPairs(stage: Stage): Promise<Pair[]> {
  const small = await baselines(stage);
  return stage.programs.flatMap((program, index) => {
    const baseline = small[index];
    if (baseline === undefined) return [];
    return [{
      program,
      baseline,
      wrappers: noIdlers(program.name),
      baselines: noIdlers(baseline.name),
    }];
  });
}

function noIdlers(name: string): Idlers {
  return { name, pids: [], rssMb: [], privateDirtyMb: [], cpuMs: [] };
}

async function startPair(
  pair: Pair,
  stage: Stage,
  stack: AsyncDisposableStack,
): Promise<void> {
  const place = await stage.place("plain");
  const subject = stack.use(await stage.wrapper(pair.program, place));
  const running = stack.use(await subject.start());
  pair.wrappers.pids.push(running.pid);
  const child = pair.baseline.start(place.clientUrl);
  stack.defer(async () => {
    child.kill("SIGKILL");
    await child.status;
  });
  pair.baselines.pids.push(child.pid);
}

/** The last start is still at work when it gets ready. */
const SETTLE_MS = 1000;

async function measure(
  idlers: readonly Idlers[],
  idleMs: number,
): Promise<void> {
  await delay(SETTLE_MS);
  const before = new Map<number, number>();
  for (const pid of idlers.flatMap(({ pids }) => pids)) {
    before.set(pid, (await processFigures(pid)).cpuMs);
  }
  await delay(idleMs);
  for (const it of idlers) {
    for (const pid of it.pids) {
      const { rssMb, privateDirtyMb, cpuMs } = await processFigures(pid);
      it.rssMb.push(rssMb);
      it.privateDirtyMb.push(privateDirtyMb);
      it.cpuMs.push(cpuMs - (before.get(pid) ?? 0));
    }
  }
}
