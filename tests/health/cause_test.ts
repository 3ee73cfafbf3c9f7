import { assert, assertEquals } from "@std/assert";
import { CAUSE_OF_PHASE, CAUSES } from "../../lib/health/cause.ts";
import { PHASES } from "../../lib/health/phase.ts";

const OPERATIONS = new URL("../../docs/operations.md", import.meta.url);

Deno.test("every cause is explained in the operations document, and no other", async () => {
  const text = await Deno.readTextFile(OPERATIONS);
  const table = text.slice(text.indexOf("\n## Causes"));
  const explained = [...table.matchAll(/^\| `([A-Z]\w+)`\s+\| (yes|no)/gm)]
    .map(([, cause]) => cause ?? "");
  assertEquals(explained, Object.keys(CAUSES));
});

Deno.test(
  "every phase but readiness has a cause",
  { permissions: "none" },
  () => {
    for (const phase of PHASES) {
      assertEquals(
        CAUSE_OF_PHASE[phase] === undefined,
        phase === "ready",
        phase,
      );
    }
    assert(Object.values(CAUSES).every((meaning) => meaning.length > 20));
  },
);
