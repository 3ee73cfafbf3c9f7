/**
 * Pushes numbered lines of 1 kB into a line queue on standard error, says so
 * on standard output, and ends when the queue is empty or the limit is over.
 */
import { createLineQueue } from "../../lib/log/line_queue.ts";

const [count, flushMs] = Deno.args;
const queue = createLineQueue({
  write: (bytes) => Deno.stderr.write(bytes),
  maxBytes: 64 * 1024,
  describeDropped: (dropped) => `dropped ${dropped}`,
});

for (let line = 0; line < Number(count); line++) {
  queue.push(`${line} `.padEnd(1023, "x"));
}
await say("pushed");
await queue.flush(Number(flushMs));
await say("flushed");
Deno.exit(0);

async function say(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
}
