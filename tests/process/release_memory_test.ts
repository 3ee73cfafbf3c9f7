import { assert, assertEquals } from "@std/assert";
import { runProgram } from "../support/program.ts";

Deno.test("releaseMemory() gives back what the program does not need", async () => {
  const { stdout, stderr } = await runProgram("release_memory.ts", {
    permissions: ["--v8-flags=--expose-gc"],
  });
  assertEquals(stderr, "");
  const { before, after } = JSON.parse(stdout);
  assert(after < before / 2, `${before} before, ${after} after`);
});

Deno.test("releaseMemory() does without V8's flag", async () => {
  const { code, stderr } = await runProgram("release_memory.ts", {
    permissions: [],
  });
  assertEquals([code, stderr], [0, ""]);
});
