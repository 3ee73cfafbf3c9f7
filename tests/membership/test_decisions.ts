import { assertEquals, assertStringIncludes } from "@std/assert";
import { decideStart } from "../../lib/membership/decide_start.ts";
import { factsOf, type MadeFacts } from "./made_facts.ts";

/** Facts, the decision (or the cause of a stop), and a part of its reason. */
export type DecisionRow = readonly [
  name: string,
  facts: MadeFacts,
  decision: string,
  reason: string,
];

/** Registers a test for each row of a table of decisions. */
export function testDecisions(rows: readonly DecisionRow[]): void {
  for (const [name, facts, expected, reason] of rows) {
    Deno.test(`decideStart() ${name}`, { permissions: "none" }, () => {
      const decision = decideStart(factsOf(facts));
      const kind = decision.kind === "stop" ? decision.cause : decision.kind;
      assertEquals(kind, expected, decision.reason);
      assertStringIncludes(decision.reason, reason);
    });
  }
}
