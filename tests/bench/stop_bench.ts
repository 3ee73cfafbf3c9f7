import { delay } from "@std/async/delay";
import { reportLine } from "../support/etcd/terminal.ts";
import type { BenchOptions } from "./bench_options.ts";
import type { Outcome } from "./outcome.ts";
import { createStage } from "./stage.ts";
import { median } from "./summary.ts";
import type { Subject } from "./subject.ts";

const LIMIT_MS = 50;
/** A member that has just got ready may still be busy with that. */
const SETTLE_MS = 500;

/** From SIGTERM until the process has ended. */
export async function benchStop({ runs }: BenchOptions): Promise<Outcome> {
  await using stage = await createStage();
  await using stack = new AsyncDisposableStack();
  const bare = await stage.bare("plain");
  const subjects: Subject[] = [bare];
  for (const program of stage.programs) {
    const place = await stage.place("plain");
    subjects.push(stack.use(await stage.wrapper(program, place)));
  }
  const rows = subjects.map((subject) => ({
    subject,
    name: subject.name,
    values: [] as number[],
  }));
  for (let run = 0; run < runs; run++) {
    reportLine(`round ${run + 1} of ${runs}`);
    for (const { subject, values } of rows) {
      await using running = await subject.start();
      await delay(SETTLE_MS);
      values.push(await running.stop());
    }
  }
  const [bareRow, ...wrapperRows] = rows;
  return {
    notes: [`the member has been ready for ${SETTLE_MS} ms at the SIGTERM`],
    tables: [{ title: "SIGTERM → exit", unit: "ms", rows }],
    goals: wrapperRows.map(({ name, values }) => ({
      name: `SIGTERM → exit beyond bare etcd's: ${name}`,
      measured: median(values) - median(bareRow?.values ?? []),
      limit: LIMIT_MS,
      unit: "ms",
    })),
  };
}
