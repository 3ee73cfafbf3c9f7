import { assertEquals } from "@std/assert";
import {
  createFindSource,
  type SourceLines,
} from "../../lib/log/source_lines.ts";

const PURE = { permissions: "none" } as const;

const TABLE: SourceLines = {
  sources: ["lib/app.ts", "lib/log/logger.ts"],
  lines: {
    // Lines 3 to 5 are 10 to 12 of the one, line 6 is 2 of the other.
    "main.js": "2,0,9;3,1,-8",
    "chunk-AB.js": "0,1,0",
  },
};

Deno.test("createFindSource() finds the source of a line", PURE, () => {
  const find = createFindSource(JSON.stringify(TABLE));
  const places: readonly [string, number, string][] = [
    ["file:///tmp/x/main.js", 3, "lib/app.ts:10"],
    ["file:///tmp/x/main.js", 5, "lib/app.ts:12"],
    ["file:///tmp/x/main.js", 6, "lib/log/logger.ts:2"],
    ["file:///tmp/x/main.js", 60, "lib/log/logger.ts:56"],
    ["file:///tmp/x/chunk-AB.js", 1, "lib/log/logger.ts:1"],
    // Before the first run, and in a file that it does not know.
    ["file:///tmp/x/main.js", 1, "file:///tmp/x/main.js:1"],
    ["file:///tmp/x/other.js", 7, "file:///tmp/x/other.js:7"],
    ["ext:core/01_core.js", 9, "ext:core/01_core.js:9"],
  ];
  for (const [file, line, source] of places) {
    assertEquals(find(file, line), source);
  }
});

Deno.test(
  "createFindSource() leaves places alone without a table",
  PURE,
  () => {
    const find = createFindSource("the program is not bundled");
    assertEquals(
      find("file:///srv/lib/app.ts", 44),
      "file:///srv/lib/app.ts:44",
    );
  },
);
