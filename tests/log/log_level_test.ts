import { assertEquals } from "@std/assert";
import { isLogLevel, LOG_LEVELS } from "../../lib/log/log_level.ts";

const PURE = { permissions: "none" } as const;

Deno.test("isLogLevel() knows the levels that can be asked for", PURE, () => {
  assertEquals(LOG_LEVELS.filter(isLogLevel), [
    "debug",
    "info",
    "warn",
    "error",
  ]);
  for (const text of ["", "Info", "warning", "trace", "fatal", "info "]) {
    assertEquals(isLogLevel(text), false, text);
  }
});
