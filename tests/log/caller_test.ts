import { assertEquals } from "@std/assert";
import { readStack } from "../../lib/log/caller.ts";
import { createFindSource } from "../../lib/log/source_lines.ts";

const findSource = createFindSource("");
const PURE = { permissions: "none" } as const;

Deno.test("readStack() takes the first frame for the caller", PURE, () => {
  const { caller, stack } = readStack(
    [
      "Error",
      "    at startApp (file:///srv/lib/app.ts:44:10)",
      "    at file:///srv/main.ts:7:1",
    ].join("\n"),
    findSource,
  );
  assertEquals(caller, "lib/app.ts:44");
  assertEquals(
    stack,
    "startApp\n\tlib/app.ts:44\n<anonymous>\n\tsrv/main.ts:7",
  );
});

Deno.test(
  "readStack() reads async frames, methods and plain paths",
  PURE,
  () => {
    const { caller, stack } = readStack(
      [
        "Error: with a message",
        "    at async Object.checkReadiness (/opt/lib/etcd/member.ts:9:2)",
        "    at new Thing (https://example.org/a/thing.ts:1:2)",
        "    at ext:core/01_core.js:9:1",
      ].join("\n"),
      findSource,
    );
    assertEquals(caller, "etcd/member.ts:9");
    assertEquals(
      stack.split("\n").filter((line) => line.startsWith("\t")),
      ["\tetcd/member.ts:9", "\ta/thing.ts:1", "\text:core/01_core.js:9"],
    );
  },
);

Deno.test(
  "readStack() gives empty texts for a stack without frames",
  PURE,
  () => {
    assertEquals(readStack("", findSource), { caller: "", stack: "" });
    assertEquals(readStack("Error: at last", findSource), {
      caller: "",
      stack: "",
    });
  },
);
