import { assertEquals } from "@std/assert";
import { resolveYamlScalar } from "../../lib/config/yaml_scalar.ts";

const CASES: readonly (readonly [string, unknown])[] = [
  ["", null],
  ["~", null],
  ["null", null],
  ["NULL", null],
  ["nULL", "nULL"],
  ["y", true],
  ["Yes", true],
  ["ON", true],
  ["oN", "oN"],
  ["n", false],
  ["Off", false],
  ["false", false],
  ["10", 10],
  ["+10", 10],
  ["-10", -10],
  ["1_000", 1000],
  ["010", 8],
  ["0o10", 8],
  ["08", 8],
  ["0x1F", 31],
  ["-0x1f", -31],
  ["0b101", 5],
  ["18446744073709551615", 18446744073709551615n],
  ["9007199254740993", 9007199254740993n],
  ["-9223372036854775808", -9223372036854775808n],
  ["18446744073709551616", 18446744073709551616],
  ["1e3", 1000],
  ["1.", 1],
  [".5", 0.5],
  ["._5", "._5"],
  ["1e999", "1e999"],
  [".inf", Infinity],
  ["-.INF", -Infinity],
  [".nan", NaN],
  ["2001-01-01", "2001-01-01"],
  ["1.2.3", "1.2.3"],
  ["190:20:30", "190:20:30"],
  ["_1", "_1"],
  ["30m", "30m"],
  ["-", "-"],
  ["<<", "<<"],
];

for (const [text, value] of CASES) {
  Deno.test(`resolveYamlScalar() resolves '${text}'`, {
    permissions: "none",
  }, () => {
    assertEquals(Object.is(resolveYamlScalar(text), value), true);
  });
}
