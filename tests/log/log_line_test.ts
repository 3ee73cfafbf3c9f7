import { assertEquals } from "@std/assert";
import {
  formatJsonLine,
  formatTextLine,
  type LogLine,
} from "../../lib/log/log_line.ts";

const PURE = { permissions: "none" } as const;
const LINE: LogLine = {
  level: "info",
  timestampMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  caller: "lib/app.ts:1",
  message: "started etcd",
  fields: { pid: 7, path: "/usr/bin/etcd" },
  stack: undefined,
};

Deno.test("formatJsonLine() writes the keys in zap's order", PURE, () => {
  assertEquals(
    formatJsonLine(LINE),
    '{"level":"info","ts":"2026-01-02T03:04:05.006Z","caller":"lib/app.ts:1",' +
      '"msg":"started etcd","pid":7,"path":"/usr/bin/etcd"}',
  );
});

Deno.test("formatJsonLine() puts the stack last", PURE, () => {
  const line = formatJsonLine({ ...LINE, level: "error", stack: "main\n\ta" });
  assertEquals(Object.keys(JSON.parse(line)), [
    "level",
    "ts",
    "caller",
    "msg",
    "pid",
    "path",
    "stacktrace",
  ]);
  assertEquals(JSON.parse(line).stacktrace, "main\n\ta");
});

Deno.test("formatJsonLine() stays one line and one JSON object", PURE, () => {
  const message = 'a "quote"\nand \u2028 more';
  const line = formatJsonLine({ ...LINE, message, fields: { text: "x\ny" } });
  assertEquals(line.includes("\n"), false);
  assertEquals(JSON.parse(line).msg, message);
  assertEquals(JSON.parse(line).text, "x\ny");
});

Deno.test("formatJsonLine() writes errors as their messages", PURE, () => {
  const error = new Error("outer", { cause: new Error("inner") });
  const line = formatJsonLine({ ...LINE, fields: { error } });
  assertEquals(JSON.parse(line).error, "outer: inner");
});

Deno.test("formatTextLine() leaves out what is not known", PURE, () => {
  assertEquals(
    formatTextLine({ ...LINE, fields: { pid: undefined, count: 0 } }),
    "2026-01-02T03:04:05.006Z INFO  started etcd count=0",
  );
});

Deno.test("formatTextLine() is one line for people", PURE, () => {
  assertEquals(
    formatTextLine(LINE),
    "2026-01-02T03:04:05.006Z INFO  started etcd pid=7 path=/usr/bin/etcd",
  );
  assertEquals(
    formatTextLine({
      ...LINE,
      level: "error",
      message: "two\nlines",
      fields: { error: new Error("it is\nbroken"), retry: true },
      stack: "main\n\ta",
    }),
    "2026-01-02T03:04:05.006Z ERROR two\\nlines " +
      'error="it is\\nbroken" retry=true',
  );
});
