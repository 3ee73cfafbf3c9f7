import { assertEquals } from "@std/assert";
import {
  formatGoDuration,
  parseGoBool,
  parseGoDuration,
  parseGoInt,
} from "../../lib/cli/go_values.ts";

const PURE = { permissions: "none" } as const;

Deno.test("parseGoBool() takes Go's words and no other", PURE, () => {
  for (const text of ["1", "t", "T", "TRUE", "true", "True"]) {
    assertEquals(parseGoBool(text), true, text);
  }
  for (const text of ["0", "f", "F", "FALSE", "false", "False"]) {
    assertEquals(parseGoBool(text), false, text);
  }
  for (const text of ["yes", "", "tRUE", "2", " true"]) {
    assertEquals(parseGoBool(text), undefined, text);
  }
});

Deno.test("parseGoInt() reads base prefixes and underscores", PURE, () => {
  const cases: [string, bigint | undefined][] = [
    ["0", 0n],
    ["9095", 9095n],
    ["-1", -1n],
    ["+7", 7n],
    ["0x10", 16n],
    ["0X1f", 31n],
    ["0o17", 15n],
    ["017", 15n],
    ["0b101", 5n],
    ["1_000", 1000n],
    ["0x_10", 16n],
    ["0_7", 7n],
    ["-0x10", -16n],
    ["08", undefined],
    ["1__0", undefined],
    ["_1", undefined],
    ["1_", undefined],
    ["0x", undefined],
    ["1e3", undefined],
    ["1.0", undefined],
    ["", undefined],
    [" 1", undefined],
    ["--1", undefined],
  ];
  for (const [text, expected] of cases) {
    assertEquals(parseGoInt(text), expected, text);
  }
});

Deno.test("parseGoDuration() reads Go durations as milliseconds", PURE, () => {
  const cases: [string, number | undefined][] = [
    ["0", 0],
    ["-0", 0],
    ["300ms", 300],
    ["1.5h", 5_400_000],
    ["2m0s", 120_000],
    ["-1h2m", -3_720_000],
    ["+5s", 5000],
    [".5s", 500],
    ["1.s", 1000],
    ["1us", 0.001],
    ["1µs", 0.001],
    ["1h1m1s1ms", 3_661_001],
    ["10", undefined],
    ["", undefined],
    ["s", undefined],
    ["1d", undefined],
    ["1 s", undefined],
    [".s", undefined],
    ["3000000h", undefined],
  ];
  for (const [text, expected] of cases) {
    assertEquals(parseGoDuration(text), expected, text);
  }
});

Deno.test("formatGoDuration() prints durations as Go does", PURE, () => {
  const cases: [number, string][] = [
    [0, "0s"],
    [300, "300ms"],
    [1500, "1.5s"],
    [120_000, "2m0s"],
    [5_400_000, "1h30m0s"],
    [-3_720_000, "-1h2m0s"],
    [0.001, "1µs"],
    [0.0005, "500ns"],
    [25_000, "25s"],
  ];
  for (const [milliseconds, expected] of cases) {
    assertEquals(formatGoDuration(milliseconds), expected);
  }
});
