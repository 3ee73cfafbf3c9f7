import { assertEquals } from "@std/assert";
import { takenNames } from "../support/deno_runtime/taken_names.ts";

const cases: readonly [string, string, readonly string[] | "all"][] = [
  ["a list", 'import { a, b as c } from "pkg";', ["a", "b"]],
  ["a list over lines", 'import {\n  a,\n  type T,\n  b,\n} from "pkg";', [
    "a",
    "b",
  ]],
  ["types alone", 'import type { T } from "pkg";', []],
  ["a list that is exported", 'export { a } from "pkg";', ["a"]],
  ["a default", 'import pkg from "pkg";', "all"],
  ["a name space", 'import * as pkg from "pkg";', "all"],
  ["a dynamic import", 'const { a } = await import("pkg");', "all"],
  ["another package", 'import { a } from "pkg/b"; import { c } from "d";', []],
  [
    "two statements",
    'import { x } from "d";\nimport { a } from "pkg";\nimport { b } from "pkg";',
    ["a", "b"],
  ],
];

for (const [name, source, expected] of cases) {
  Deno.test(`takenNames() reads ${name}`, { permissions: "none" }, () => {
    const taken = takenNames(source, "pkg");
    assertEquals(taken === "all" ? taken : [...taken], expected);
  });
}
