import { assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { watchSignals } from "../../lib/process/signals.ts";
import { programCommand } from "../support/program.ts";

/** Well above the 200 ms in which two signals count as one. */
const APART_MS = 300;
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const;

for (const [index, first] of SIGNALS.entries()) {
  const second = SIGNALS[(index + 1) % SIGNALS.length] ?? "SIGTERM";
  Deno.test(`watchSignals() takes ${first} for a stop, ${second} for the end`, async () => {
    await using program = startProgram();
    assertEquals(await program.nextLine(), "ready");
    program.child.kill(first);
    assertEquals(await program.nextLine(), `stop ${first}`);
    await delay(APART_MS);
    program.child.kill(second);
    assertEquals(await program.nextLine(), `force ${second}`);
    const { code, signal } = await program.child.status;
    assertEquals([code, signal], [0, null]);
  });
}

Deno.test("watchSignals() takes two signals at once for one", async () => {
  await using program = startProgram();
  assertEquals(await program.nextLine(), "ready");
  program.child.kill("SIGINT");
  program.child.kill("SIGTERM");
  const origin = (await program.nextLine())?.replace("stop ", "");
  await delay(APART_MS);
  // Were the second one a request of its own, this would come too late.
  program.child.kill("SIGHUP");
  assertEquals(await program.nextLine(), "force SIGHUP");
  assertEquals(origin === "SIGINT" || origin === "SIGTERM", true);
});

Deno.test("watchSignals() stops listening when disposed of", () => {
  // The test's sanitizer fails on a listener that is left.
  using signals = watchSignals();
  assertEquals([signals.stop.aborted, signals.force.aborted], [false, false]);
});

interface Program extends AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly nextLine: () => Promise<string | undefined>;
}

function startProgram(): Program {
  const [command, ...args] = programCommand("watch_signals.ts", {
    permissions: [],
  });
  const child = new Deno.Command(command, {
    args,
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    child,
    async nextLine() {
      while (!text.includes("\n")) {
        const { value, done } = await reader.read();
        if (done) return undefined;
        text += value;
      }
      const end = text.indexOf("\n");
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      return line;
    },
    async [Symbol.asyncDispose]() {
      await reader.cancel();
      await child[Symbol.asyncDispose]();
    },
  };
}
