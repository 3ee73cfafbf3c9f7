import { assertEquals } from "@std/assert";
import { ProgressBar, type Terminal } from "../../lib/commands/progress_bar.ts";

Deno.test("ProgressBar draws on a terminal, and leaves nothing behind", () => {
  const { terminal, written } = createTerminal(true);
  {
    using bar = new ProgressBar(terminal, "full");
    bar.show(0, 100);
    // Too soon after the one before to be seen.
    bar.show(1, 100);
    bar.say("waiting for process 7");
  }
  const [first = "", ...rest] = written();
  assertEquals(first.startsWith("\r\x1b[2Kfull   0 % ["), true, first);
  assertEquals(rest, ["\r\x1b[2K", "waiting for process 7\n"]);
});

Deno.test("ProgressBar draws nothing where no one looks", () => {
  const { terminal, written } = createTerminal(false);
  {
    using bar = new ProgressBar(terminal, "full");
    bar.show(0, 100);
    bar.say("waiting for process 7");
  }
  assertEquals(written(), ["waiting for process 7\n"]);
});

function createTerminal(
  isTerminal: boolean,
): { terminal: Terminal; written: () => string[] } {
  const texts: string[] = [];
  return {
    written: () => texts,
    terminal: {
      isTerminal: () => isTerminal,
      writeSync: (bytes) => {
        texts.push(new TextDecoder().decode(bytes));
        return bytes.length;
      },
    },
  };
}
