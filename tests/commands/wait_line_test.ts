import { assert, assertEquals } from "@std/assert";
import { showWait } from "../../lib/commands/wait_line.ts";
import { until } from "../support/until.ts";

for (const isTerminal of [true, false]) {
  Deno.test(`showWait() says what is waited for, ${isTerminal ? "and removes it again" : "line by line without a terminal"}`, async () => {
    const texts: string[] = [];
    const terminal = {
      isTerminal: () => isTerminal,
      writeSync(bytes: Uint8Array) {
        texts.push(new TextDecoder().decode(bytes));
        return bytes.length;
      },
    };
    let text = "one";
    {
      const options = { terminal, periodMs: 5, repeatMs: 5 };
      using _wait = showWait(() => text, options);
      await until("the first", () => texts.some((it) => it.includes("one (")));
      text = "two";
      await until("the second", () => texts.some((it) => it.includes("two (")));
    }
    const clear = "\r\x1b[2K";
    assertEquals(texts[0], isTerminal ? `${clear}one (0 s)` : "one (0 s)\n");
    assertEquals(texts.at(-1) === clear, isTerminal);
  });
}

Deno.test("showWait() says nothing of what is over at once", () => {
  const terminal = {
    isTerminal: () => true,
    writeSync(): number {
      throw new Error("It was drawn");
    },
  };
  {
    using _wait = showWait(() => "quick", { terminal });
  }
  assert(true);
});
