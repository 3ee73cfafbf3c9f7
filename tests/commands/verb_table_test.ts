import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseVerb } from "../../lib/cli/parse_verb.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";
import { VERBS } from "../../lib/commands/verb_table.ts";

const HELP = new URL("help/", import.meta.url);

for (const { name } of VERBS) {
  const file = `${name.replaceAll(" ", "_")}.txt`;
  Deno.test(`help ${name} says what stands in tests/commands/help/${file}`, async () => {
    const words = name.split(" ");
    const expected = await Deno.readTextFile(new URL(file, HELP));
    for (const line of [["help", ...words], [...words, "--help"]]) {
      const { message, exitCode } = assertThrows(
        () => parseVerb(line, VERBS),
        UsageError,
      );
      assertEquals([`${message}\n`, exitCode], [expected, 0]);
    }
  });
}

Deno.test("there is no help text without a verb", async () => {
  const files = await Array.fromAsync(
    Deno.readDir(HELP),
    ({ name }) => name.replace(".txt", "").replaceAll("_", " "),
  );
  assertEquals(files.sort(), VERBS.map(({ name }) => name).sort());
});

Deno.test("the flags of every verb stand in alphabetical order", () => {
  for (const { name, flags = [] } of VERBS) {
    const names = flags.map((flag) => flag.name);
    assertEquals([name, names], [name, names.toSorted()]);
    assertEquals(new Set(names).size, names.length);
  }
});

Deno.test("every verb can be loaded", async () => {
  for (const { name, load } of VERBS) {
    assert(typeof await load() === "function", name);
  }
});
