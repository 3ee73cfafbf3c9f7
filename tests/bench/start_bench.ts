import { delay } from "@std/async/delay";
import { reportLine } from "../support/etcd/terminal.ts";
import type { BenchOptions } from "./bench_options.ts";
import type { Goal, Measured, Outcome, Table } from "./outcome.ts";
import type { Transport } from "./place.ts";
import { createStage, type Stage } from "./stage.ts";
import { startSteps } from "./start_steps.ts";
import { median } from "./summary.ts";
import type { Running, Subject } from "./subject.ts";

const LIMIT_MS = 100;
/** etcd catches signals only some time after it has got ready. */
const SETTLE_MS = 150;
const KINDS = ["empty data directory", "restart with data"] as const;

/** From the start of the process until the member is ready. */
export async function benchStart(options: BenchOptions): Promise<Outcome> {
  await using stage = await createStage();
  const plain = await measure(stage, "plain", options);
  const mtls = await measure(stage, "mTLS", options);
  return {
    notes: [
      "wrapper: exec → /readyz 200, asked every 5 ms; bare etcd: exec → first " +
      "linearizable read, by a request that waits at its port",
      "heartbeat-interval 10, election-timeout 100; the sidecar answers at " +
      "once; every round has one start of each",
    ],
    tables: [plain.table, mtls.table, ...plain.steps, ...mtls.steps],
    goals: [...plain.goals, ...mtls.goals],
  };
}

async function measure(
  stage: Stage,
  transport: Transport,
  { runs }: BenchOptions,
) {
  await using stack = new AsyncDisposableStack();
  const bare = await stage.bare(transport);
  const wrappers: Subject[] = [];
  for (const program of stage.programs) {
    const place = await stage.place(transport);
    wrappers.push(stack.use(await stage.wrapper(program, place)));
  }
  const times = new Map<string, number[]>();
  const steps = new Map<Subject, Map<string, number[]>>();
  for (let run = 0; run < runs; run++) {
    reportLine(`${transport}: round ${run + 1} of ${runs}`);
    for (const subject of [bare, ...wrappers]) await round(subject);
  }

  async function round(subject: Subject): Promise<void> {
    await subject.clear();
    for (const kind of KINDS) {
      await using running = await subject.start();
      push(times, `${subject.name}, ${kind}`, running.readyMs);
      await delay(SETTLE_MS);
      // The last line of the log comes after the answer that was waited for.
      if (subject !== bare) noteSteps(subject, running);
      await running.stop();
    }
  }
  function noteSteps(subject: Subject, running: Running): void {
    const noted = steps.get(subject) ?? new Map<string, number[]>();
    steps.set(subject, noted);
    for (const { name, ms } of startSteps(running)) push(noted, name, ms);
  }

  return {
    table: timesTable(transport, [bare, ...wrappers], times),
    goals: KINDS.flatMap((kind) =>
      wrappers.map(({ name }): Goal => ({
        name: `exec → ready beyond bare etcd's: ${name}, ${transport}, ${kind}`,
        measured: median(times.get(`${name}, ${kind}`) ?? []) -
          median(times.get(`${bare.name}, ${kind}`) ?? []),
        limit: LIMIT_MS,
        unit: "ms",
      }))
    ),
    steps: wrappers.map((subject): Table => ({
      title: `where the time goes: ${subject.name}, ${transport}`,
      unit: "ms",
      rows: toRows(steps.get(subject) ?? new Map()),
    })),
  };
}

function timesTable(
  transport: Transport,
  subjects: readonly Subject[],
  times: ReadonlyMap<string, number[]>,
): Table {
  const names = KINDS.flatMap((kind) =>
    subjects.map(({ name }) => `${name}, ${kind}`)
  );
  return {
    title: `${transport}: exec → ready`,
    unit: "ms",
    rows: names.map((name) => ({ name, values: times.get(name) ?? [] })),
  };
}

function toRows(values: ReadonlyMap<string, number[]>): Measured[] {
  return [...values].map(([name, values]) => ({ name, values }));
}

function push(map: Map<string, number[]>, key: string, value: number): void {
  const values = map.get(key) ?? [];
  map.set(key, values);
  values.push(value);
}
