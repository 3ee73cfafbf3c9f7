import { assertEquals } from "@std/assert";
import { parseDurationNs } from "../lib/go_duration.ts";

Deno.test("parseDurationNs() reads what Go reads", {
  permissions: "none",
}, () => {
  const cases: Readonly<Record<string, number | undefined>> = {
    "0": 0,
    "5s": 5e9,
    "1h30m": 5400e9,
    "1.5h": 5400e9,
    "-1m": -60e9,
    "+1us": 1000,
    "1µs": 1000,
    ".5s": 5e8,
    "": undefined,
    "5": undefined,
    "s": undefined,
    "1d": undefined,
    "1 h": undefined,
    "9223372037s": undefined,
  };
  for (const [text, value] of Object.entries(cases)) {
    assertEquals([text, parseDurationNs(text)], [text, value]);
  }
});
