import { assert, assertEquals } from "@std/assert";
import { createLineQueue, type LineQueue } from "../../lib/log/line_queue.ts";
import { programCommand } from "../support/program.ts";

const PURE = { permissions: "none" } as const;
const LINES = 1000;

Deno.test(
  "push() keeps the order of lines and adds newlines",
  PURE,
  async () => {
    const pipe = createPipe(1024);
    pipe.queue.push("a");
    pipe.queue.push("b");
    await pipe.queue.flush(1000);
    pipe.queue.push("c");
    await pipe.queue.flush(1000);
    assertEquals(pipe.text(), "a\nb\nc\n");
  },
);

Deno.test(
  "push() writes on after a write that took only a part",
  PURE,
  async () => {
    const pipe = createPipe(1024, 3);
    pipe.queue.push("a longer line");
    pipe.queue.push("ä second one");
    await pipe.queue.flush(1000);
    assertEquals(pipe.text(), "a longer line\nä second one\n");
  },
);

Deno.test("push() drops what is too much and tells it once", PURE, async () => {
  const pipe = createPipe(12);
  pipe.queue.push("12345");
  pipe.queue.push("12345");
  for (const line of ["dropped a", "dropped b", "c"]) pipe.queue.push(line);
  await pipe.queue.flush(1000);
  assertEquals(pipe.text(), "12345\n12345\n3 lost\n");
  pipe.queue.push("later");
  await pipe.queue.flush(1000);
  assertEquals(pipe.text(), "12345\n12345\n3 lost\nlater\n");
});

Deno.test("push() is silent once the reader is gone", PURE, async () => {
  let writes = 0;
  const queue = createLineQueue({
    write() {
      writes++;
      return Promise.reject(new Deno.errors.BrokenPipe("gone"));
    },
    maxBytes: 1024,
    describeDropped: String,
  });
  queue.push("a");
  await queue.flush(1000);
  queue.push("b");
  await queue.flush(1000);
  assertEquals(writes, 1);
});

Deno.test("flush() of a queue with nothing in it resolves", PURE, async () => {
  await createPipe(1024).queue.flush(60_000);
});

Deno.test("flush() gives up at its limit", PURE, async () => {
  const queue = createLineQueue({
    write: () => new Promise<number>(() => {}),
    maxBytes: 1024,
    describeDropped: String,
  });
  queue.push("nobody takes this");
  await queue.flush(20);
});

Deno.test("push() never waits for a reader that stalls", async () => {
  await using flood = startFlood(60_000);
  // Nothing of its standard error has been read so far.
  assertEquals(await flood.said(), "pushed\n");
  const [text] = await Promise.all([
    flood.stderr(),
    flood.untilSaid("flushed"),
  ]);
  const lines = text.trimEnd().split("\n");
  const lost = Number(/^dropped (\d+)$/.exec(lines.at(-1) ?? "")?.[1]);
  assert(lost > 0, lines.at(-1));
  assertEquals(lines.length - 1 + lost, LINES);
  lines.slice(0, -1).forEach((line, index) => {
    assertEquals(line, `${index} `.padEnd(1023, "x"));
  });
});

Deno.test("flush() ends at its limit while the reader stalls", async () => {
  await using flood = startFlood(50);
  await flood.untilSaid("flushed");
});

Deno.test("push() and flush() outlive a reader that went away", async () => {
  await using flood = startFlood(60_000);
  await flood.child.stderr.cancel();
  await flood.untilSaid("flushed");
  assertEquals((await flood.child.status).code, 0);
});

interface Pipe {
  readonly queue: LineQueue;
  readonly text: () => string;
}

/** A queue that writes into memory, at most so many bytes at a time. */
function createPipe(maxBytes: number, chunkBytes = Infinity): Pipe {
  const written: number[] = [];
  const queue = createLineQueue({
    async write(bytes) {
      await Promise.resolve();
      const taken = bytes.subarray(0, chunkBytes);
      written.push(...taken);
      return taken.length;
    },
    maxBytes,
    describeDropped: (count) => `${count} lost`,
  });
  return {
    queue,
    text: () => new TextDecoder().decode(new Uint8Array(written)),
  };
}

interface Flood extends AsyncDisposable {
  readonly child: Deno.ChildProcess;
  /** The next text on standard output. */
  readonly said: () => Promise<string>;
  readonly untilSaid: (text: string) => Promise<void>;
  readonly stderr: () => Promise<string>;
}

function startFlood(flushMs: number): Flood {
  const [command, ...args] = programCommand("log_flood.ts", {
    args: [String(LINES), String(flushMs)],
  });
  const child = new Deno.Command(command, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const said = async () => (await reader.read()).value ?? "";
  return {
    child,
    said,
    async untilSaid(text) {
      for (let part = await said(); part !== ""; part = await said()) {
        if (part.includes(text)) return;
      }
      throw new Error(`It ended without "${text}"`);
    },
    stderr: () => new Response(child.stderr).text(),
    async [Symbol.asyncDispose]() {
      await reader.cancel();
      await child[Symbol.asyncDispose]();
      await child.stderr.cancel().catch(() => {/* it has been read */});
    },
  };
}
