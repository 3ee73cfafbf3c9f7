import type { BenchOptions } from "./bench_options.ts";
import type { Goal, Outcome, Table } from "./outcome.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { compiledProgram, denoRunProgram, type Program } from "./programs.ts";
import { roll, type RollingResult } from "./rolling/roll.ts";
import {
  createBareRolling,
  createWrapperRolling,
  type RollingCluster,
} from "./rolling/rolling_cluster.ts";
import { median } from "./summary.ts";

const WRITE_LIMIT_MS = 500;
const STOP_LIMIT_MS = 3000;
const READY_LIMIT_MS = 100;

type Condition = "idle" | "under load";

/** Three members and one writer, while each member is restarted in turn. */
export async function benchRolling({ runs }: BenchOptions): Promise<Outcome> {
  const tables: Table[] = [];
  const goals: Goal[] = [];
  const notes = [
    `each member in turn until ${runs} leaders were stopped; etcd's default ` +
    "timing; one writer that goes to the next endpoint when a write fails",
  ];
  await using stack = new AsyncDisposableStack();
  const program = await chooseProgram(stack);
  for (const condition of ["idle", "under load"] as const) {
    using _load = condition === "idle" ? undefined : keepBusy();
    const results: RollingResult[] = [];
    for (const create of subjects(program)) {
      await using cluster = await create();
      results.push(await roll(cluster, runs));
    }
    tables.push(...tablesOf(condition, results));
    goals.push(...goalsOf(condition, results));
    notes.push(
      ...results.map(({ name, writes, stops }) =>
        `${condition}, ${name}: ${writes} writes, ${stops.length} stops`
      ),
    );
  }
  return { notes, tables, goals };
}

/** The compiled program, as it is shipped; else `deno run`. */
async function chooseProgram(stack: AsyncDisposableStack): Promise<Program> {
  const dir = await Deno.makeTempDir({ prefix: "etcd-wrapper-bench-" });
  stack.defer(async () => {
    denoRunProgram().choose();
    await Deno.remove(dir, { recursive: true });
  });
  // The members' folders are its neighbours.
  const granted = dir.slice(0, dir.lastIndexOf("/"));
  const etcd = await provisionEtcd("3.5");
  return await compiledProgram({ dir, granted, etcd }) ?? denoRunProgram();
}

function subjects(program: Program): (() => Promise<RollingCluster>)[] {
  return [
    () => createBareRolling(),
    () => createWrapperRolling(program),
    () => createWrapperRolling(program, ["--hand-over-timeout=0"]),
  ];
}

/** A process for each processor that does nothing but keep it busy. */
function keepBusy(): Disposable {
  const children = Array.from(
    { length: navigator.hardwareConcurrency },
    () =>
      new Deno.Command("sh", { args: ["-c", "while :; do :; done"] }).spawn(),
  );
  return {
    [Symbol.dispose]() {
      for (const child of children) child.kill("SIGKILL");
    },
  };
}

function tablesOf(
  condition: Condition,
  results: readonly RollingResult[],
): Table[] {
  const table = (
    title: string,
    pick: (result: RollingResult) => number[],
  ): Table => ({
    title: `${condition}: ${title}`,
    unit: "ms",
    rows: results.map((it) => ({ name: it.name, values: pick(it) })),
  });
  return [
    table(
      "longest time without a write, leader stopped",
      (it) => leaderStops(it).map(({ gapMs }) => gapMs),
    ),
    table(
      "SIGTERM → exit, leader",
      (it) => leaderStops(it).map(({ stopMs }) => stopMs),
    ),
    table(
      "SIGTERM → ready again, all",
      (it) => it.stops.map(({ readyAgainMs }) => readyAgainMs),
    ),
  ];
}

function goalsOf(
  condition: Condition,
  [bare, wrapper]: readonly RollingResult[],
): Goal[] {
  if (bare === undefined || wrapper === undefined) return [];
  const goal = (name: string, measured: number, limit: number): Goal => ({
    name: `${condition}: ${name}`,
    measured,
    limit,
    unit: "ms",
  });
  const worst = (values: readonly number[]) => Math.max(...values);
  const ready = (it: RollingResult) =>
    median(it.stops.map(({ readyAgainMs }) => readyAgainMs));
  const gaps = (it: RollingResult) => it.stops.map(({ gapMs }) => gapMs);
  return [
    goal(
      "slowest write",
      worst(wrapper.stops.map(({ slowestWriteMs }) => slowestWriteMs)),
      WRITE_LIMIT_MS,
    ),
    goal(
      "longest stop",
      worst(wrapper.stops.map(({ stopMs }) => stopMs)),
      STOP_LIMIT_MS,
    ),
    goal(
      "longest time without a write, against bare etcd's",
      worst(gaps(wrapper)),
      worst(gaps(bare)),
    ),
    goal(
      "SIGTERM → ready again beyond bare etcd's, median",
      ready(wrapper) - ready(bare),
      READY_LIMIT_MS,
    ),
    {
      name: `${condition}: acknowledged writes that were lost`,
      measured: wrapper.lost,
      limit: 0,
      unit: "writes",
    },
  ];
}

function leaderStops({ stops }: RollingResult) {
  return stops.filter(({ isLeader }) => isLeader);
}
