import { assertEquals } from "@std/assert";
import { formatOutcome, type Goal } from "./outcome.ts";

function goalLine(goal: Partial<Goal>): string {
  const whole = { name: "a", measured: 0, limit: 0, unit: "ms", ...goal };
  const text = formatOutcome({ notes: [], tables: [], goals: [whole] });
  return text.split("\n").at(-1) ?? "";
}

Deno.test("formatOutcome() says by how much a goal is met", () => {
  assertEquals(
    goalLine({ measured: 80, limit: 100 }),
    "| a | 100 ms | 80 ms | met by 20 ms |",
  );
});

Deno.test("formatOutcome() says by how much a goal is missed", () => {
  assertEquals(
    goalLine({ measured: 1.25, limit: 1.15, unit: "×", digits: 2 }),
    "| a | 1.15 × | 1.25 × | **missed** by 0.10 × |",
  );
});

Deno.test("formatOutcome() shows least, median, greatest and number", () => {
  const rows = [{ name: "b", values: [30, 10, 21, 20] }];
  const tables = [{ title: "t", unit: "MB", digits: 1, rows }];
  const lines = formatOutcome({ notes: ["n"], tables, goals: [] }).split("\n");
  assertEquals(lines.slice(0, 5), [
    "* n",
    "",
    "| t (MB) | min | median | max | n |",
    "|---|---|---|---|---|",
    "| b | 10.0 | 20.5 | 30.0 | 4 |",
  ]);
});
