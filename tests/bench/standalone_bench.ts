import { delay } from "@std/async/delay";
import { put } from "../support/etcd_api.ts";
import { reportLine } from "../support/etcd/terminal.ts";
import type { BenchOptions } from "./bench_options.ts";
import type { Goal, Outcome } from "./outcome.ts";
import type { Place } from "./place.ts";
import { createStage } from "./stage.ts";
import type { Subject } from "./subject.ts";
import { median } from "./summary.ts";
import { createStandaloneSubject } from "./wrapper_subject.ts";

const LIMIT_MS = 200;
/** etcd catches signals only some time after it has got ready. */
const SETTLE_MS = 150;
const KEYS = 20;

/** A start on small, existing data without the sidecar, beside bare etcd. */
export async function benchStandalone(
  { runs }: BenchOptions,
): Promise<Outcome> {
  await using stage = await createStage();
  const { etcd, dir } = stage;
  const subjects: { subject: Subject; place: Place }[] = [];
  const barePlace = await stage.place("plain");
  const bare = stage.bareAt(barePlace);
  subjects.push({ subject: bare, place: barePlace });
  for (const program of stage.programs) {
    const place = await stage.place("plain");
    const subject = createStandaloneSubject({ program, etcd, dir, place });
    subjects.push({ subject, place });
  }
  for (const { subject, place } of subjects) await fill(subject, place);

  const times = new Map(
    subjects.map(({ subject }) => [subject.name, [] as number[]]),
  );
  for (let run = 0; run < runs; run++) {
    reportLine(`standalone: round ${run + 1} of ${runs}`);
    for (const { subject } of subjects) {
      await using running = await subject.start();
      times.get(subject.name)?.push(running.readyMs);
      await delay(SETTLE_MS);
      await running.stop();
    }
  }
  const bareMs = median(times.get(bare.name) ?? []);
  return {
    notes: [
      "exec → /readyz 200, and first linearizable read of bare etcd; " +
      "heartbeat-interval 10, election-timeout 100",
      `a restart after a clean stop, ${KEYS} keys: a sanity validation`,
    ],
    tables: [{
      title: "exec → ready on existing data",
      unit: "ms",
      rows: [...times].map(([name, values]) => ({ name, values })),
    }],
    goals: [...times].filter(([name]) => name !== bare.name)
      .map(([name, values]): Goal => ({
        name: `exec → ready beyond bare etcd's: ${name}`,
        measured: median(values) - bareMs,
        limit: LIMIT_MS,
        unit: "ms",
      })),
  };
}

/** A first start, some keys, a clean stop. */
async function fill(subject: Subject, { clientUrl }: Place): Promise<void> {
  await using running = await subject.start();
  for (let key = 0; key < KEYS; key++) {
    await put({ endpoints: clientUrl }, `key-${key}`, "x".repeat(100));
  }
  await running.stop();
}
