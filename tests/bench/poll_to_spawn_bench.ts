import { delay } from "@std/async/delay";
import { reportLine } from "../support/etcd/terminal.ts";
import type { BenchOptions } from "./bench_options.ts";
import type { Measured, Outcome } from "./outcome.ts";
import { createStage, type Stage } from "./stage.ts";
import { SPAWNED, timeOf } from "./start_steps.ts";
import { median } from "./summary.ts";

const LIMIT_MS = 50;
const SETTLE_MS = 150;

/** From the sidecar's `Successful` until etcd has been spawned. */
export async function benchPollToSpawn(
  { runs }: BenchOptions,
): Promise<Outcome> {
  await using stage = await createStage();
  await using stack = new AsyncDisposableStack();
  const config: number[] = [];
  const rows: Measured[] = [];
  const goals = [];
  for (const program of stage.programs) {
    reportLine(`${program.name}: ${runs} starts`);
    const place = await stage.place("plain");
    const subject = stack.use(await stage.wrapper(program, place));
    const values: number[] = [];
    for (let run = 0; run < runs; run++) {
      config.push(await configMs(subject.sidecarUrl));
      values.push(await pollToSpawnMs(subject));
    }
    rows.push({ name: program.name, values });
    goals.push({ name: program.name, values });
  }
  return {
    notes: [
      "between the lines of the wrapper's log, which count milliseconds",
      "the sidecar's answer to /config is asked for by the measuring process",
    ],
    tables: [
      { title: "`Successful` read → etcd started", unit: "ms", rows },
      {
        title: "the sidecar's answer",
        unit: "ms",
        digits: 1,
        rows: [{ name: "/config", values: config }],
      },
    ],
    goals: goals.map(({ name, values }) => ({
      name: `\`Successful\` read → etcd started, less /config: ${name}`,
      measured: median(values) - median(config),
      limit: LIMIT_MS,
      unit: "ms",
    })),
  };
}

type Wrapper = Awaited<ReturnType<Stage["wrapper"]>>;

async function pollToSpawnMs(subject: Wrapper): Promise<number> {
  await using running = await subject.start();
  await delay(SETTLE_MS);
  const beganMs = timeOf(running, {
    msg: "Fetched initialization status",
    status: "Successful",
  });
  const endedMs = timeOf(running, SPAWNED);
  await running.stop();
  if (beganMs === undefined || endedMs === undefined) {
    throw new Error("The wrapper did not log the lines that are measured");
  }
  return endedMs - beganMs;
}

async function configMs(url: string): Promise<number> {
  const beganMs = performance.now();
  const response = await fetch(`${url}/config`);
  await response.bytes();
  return performance.now() - beganMs;
}
