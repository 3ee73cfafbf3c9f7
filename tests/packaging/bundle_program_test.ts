import { assert, assertEquals, assertMatch } from "@std/assert";
import { bundleProgram } from "../support/deno_runtime/bundle_program.ts";

/** Two modules, the second of which is loaded when it is needed. */
const SOURCES = {
  "main.ts": `
import { createLogger } from "${
    import.meta.resolve("../../lib/log/logger.ts")
  }";
/** A comment, which the bundle does not have. */
const logger = createLogger({ level: "info", format: "json", write: print });
function print(line: string): void {
  console.log(line);
}
logger.info("first");
const { later } = await import("./folder/later.ts");
later(logger);
`,
  "folder/later.ts": `
interface Log { info(message: string): void; error(message: string): void }

export function later(logger: Log): void {
  logger.info("second");
  logger.error("third");
}
`,
};

Deno.test("bundleProgram() keeps the lines of the sources", async () => {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${directory}/source/folder`, { recursive: true });
    for (const [name, text] of Object.entries(SOURCES)) {
      await Deno.writeTextFile(`${directory}/source/${name}`, text);
    }
    const program = await bundleProgram({
      entry: `${directory}/source/main.ts`,
      imports: { "@logtape/logtape": "npm:@logtape/logtape@2.4.2" },
      root: `${directory}/source/`,
      directory,
    });
    for await (const { name } of Deno.readDir(`${directory}/bundle`)) {
      assert(name.endsWith(".js"), name);
    }
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "--quiet", program],
    }).output();
    const lines = new TextDecoder().decode(stdout).trim().split("\n")
      .map((line) => JSON.parse(line));
    assertEquals(
      lines.map(({ msg, caller }) => [msg, caller]),
      [
        ["first", "main.ts:8"],
        ["second", "folder/later.ts:5"],
        ["third", "folder/later.ts:6"],
      ],
      new TextDecoder().decode(stderr),
    );
    assertMatch(lines[2].stacktrace, /^later\n\tfolder\/later.ts:6\n/);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
