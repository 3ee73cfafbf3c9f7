import { assertEquals } from "@std/assert";
import { Counter } from "../../lib/metrics/counter.ts";
import { formatExposition } from "../../lib/metrics/exposition.ts";
import { Histogram } from "../../lib/metrics/histogram.ts";

const PURE = { permissions: "none" } as const;

Deno.test("formatExposition() writes help, type and values", PURE, () => {
  const counter = new Counter({
    name: "calls_total",
    help: "Calls.",
    initial: [{ outcome: "success" }],
  });
  counter.add({ outcome: "failure" });
  counter.add({ outcome: "failure" });
  assertEquals(
    formatExposition([counter.family]),
    [
      "# HELP calls_total Calls.",
      "# TYPE calls_total counter",
      'calls_total{outcome="success"} 0',
      'calls_total{outcome="failure"} 2',
      "",
    ].join("\n"),
  );
});

Deno.test(
  "formatExposition() cumulates the buckets of a histogram",
  PURE,
  () => {
    const histogram = new Histogram({
      name: "duration_seconds",
      help: "Duration.",
      bounds: [0.1, 1],
    });
    for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe(value);
    assertEquals(formatExposition([histogram.family]).split("\n").slice(2), [
      'duration_seconds_bucket{le="0.1"} 2',
      'duration_seconds_bucket{le="1"} 3',
      'duration_seconds_bucket{le="+Inf"} 4',
      "duration_seconds_sum 7.65",
      "duration_seconds_count 4",
      "",
    ]);
  },
);

Deno.test(
  "formatExposition() escapes labels and help, and leaves out what has no value",
  PURE,
  () => {
    const text = formatExposition([
      { name: "none", help: "Nothing.", type: "gauge", samples: [] },
      {
        name: "file",
        help: "A\\b\nc.",
        type: "gauge",
        samples: [{ labels: { path: '/a"b\\c\nd' }, value: Infinity }],
      },
    ]);
    assertEquals(text.split("\n"), [
      "# HELP file A\\\\b\\nc.",
      "# TYPE file gauge",
      'file{path="/a\\"b\\\\c\\nd"} +Inf',
      "",
    ]);
  },
);
