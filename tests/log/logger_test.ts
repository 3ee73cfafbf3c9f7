import { assert, assertEquals, assertMatch } from "@std/assert";
import { createLogger, resetLogger } from "../../lib/log/logger.ts";
import { captureLog } from "../support/captured_log.ts";

const PURE = { permissions: "none" } as const;

Deno.test("createLogger() writes level, ts, caller, msg, fields", PURE, () => {
  using log = captureLog();
  log.logger.info("started etcd", { pid: 7, path: "/usr/bin/etcd" });
  const [line] = log.lines;
  assert(line !== undefined);
  assertEquals(Object.keys(line), [
    "level",
    "ts",
    "caller",
    "msg",
    "pid",
    "path",
  ]);
  assertMatch(line.caller, /^log\/logger_test\.ts:9$/);
  assertMatch(String(line["ts"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

Deno.test("createLogger() finds the caller behind an await", PURE, async () => {
  using log = captureLog();
  async function later(): Promise<void> {
    await Promise.resolve();
    log.logger.info("later");
  }
  await later();
  assertMatch(log.lines[0]?.caller ?? "", /^log\/logger_test\.ts:28$/);
});

Deno.test("createLogger() adds a stack to error and fatal only", PURE, () => {
  using log = captureLog();
  log.logger.debug("a");
  log.logger.info("b");
  log.logger.warn("c");
  log.logger.error("d");
  log.logger.fatal("e");
  assertEquals(
    log.lines.map(({ level, stacktrace }) => [level, stacktrace !== undefined]),
    [
      ["debug", false],
      ["info", false],
      ["warn", false],
      ["error", true],
      ["fatal", true],
    ],
  );
  const [, , , error] = log.lines;
  assertMatch(
    String(error?.["stacktrace"]),
    /^.+\n\tlog\/logger_test\.ts:\d+/,
  );
});

for (
  const [level, written] of [
    ["debug", ["debug", "info", "warn", "error", "fatal"]],
    ["info", ["info", "warn", "error", "fatal"]],
    ["warn", ["warn", "error", "fatal"]],
    ["error", ["error", "fatal"]],
  ] as const
) {
  Deno.test(`createLogger() writes what ${level} lets through`, PURE, () => {
    using log = captureLog(level);
    for (const each of ["debug", "info", "warn", "error", "fatal"] as const) {
      log.logger[each](each);
    }
    assertEquals(log.messages(), [...written]);
  });
}

Deno.test("createLogger() keeps braces in messages with fields", PURE, () => {
  using log = captureLog();
  log.logger.info("Fetched initialization status", { Status: "{New}" });
  assertEquals(log.lines[0]?.["Status"], "{New}");
});

Deno.test("createLogger() writes braces of a text from outside", PURE, () => {
  using log = captureLog();
  log.logger.info("Running with flags: map[a:{b}]");
  assertEquals(log.messages(), ["Running with flags: map[a:{b}]"]);
});

Deno.test("createLogger() writes text lines when asked to", PURE, () => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const logger = createLogger({ level: "info", format: "text", write });
  try {
    logger.warn("re-attempting operation", { operation: "GetEtcdConfig" });
  } finally {
    resetLogger();
  }
  assertEquals(lines.length, 1);
  assertMatch(
    lines[0] ?? "",
    /^\S+Z WARN {2}re-attempting operation operation=GetEtcdConfig$/,
  );
});

Deno.test("resetLogger() leaves a logger that writes nothing", PURE, () => {
  const log = captureLog();
  log[Symbol.dispose]();
  log.logger.error("nobody reads this");
  assertEquals(log.lines, []);
});
