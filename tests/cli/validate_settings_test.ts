import { assertEquals, assertThrows } from "@std/assert";
import { parseVerb } from "../../lib/cli/parse_verb.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";
import { createValidateSettings } from "../../lib/cli/validate_settings.ts";
import { VERBS } from "../../lib/commands/verb_table.ts";

const PURE = { permissions: "none" } as const;

const HELP = `Check a member's data without changing it

USAGE:
  etcd-wrapper validate [flags]

FLAGS:
  -data-dir string
    \tetcd's data directory
  -lock-timeout duration
    \tWait this long for a process that uses the data to end; 0: do not wait
  -mode string
    \tfull: read everything; sanity: read what a start reads first (default "full")
  -namespace string
    \tKubernetes namespace that the volume has to belong to; empty: any
  -output string
    \tFormat of the report: text or json (default "text")
  -wal-dir string
    \tetcd's directory for the write-ahead log; empty: in the data directory`;

function settingsOf(...args: string[]) {
  return createValidateSettings(parseVerb(["validate", ...args], VERBS).flags);
}

Deno.test("parseVerb() gives the whole help of validate", PURE, () => {
  const error = assertThrows(
    () => parseVerb(["validate", "-h"], VERBS),
    UsageError,
  );
  assertEquals([error.message, error.exitCode], [HELP, 0]);
});

Deno.test("createValidateSettings() reads the flags of validate", PURE, () => {
  assertEquals(settingsOf("--data-dir", "/data/"), {
    dataDir: "/data",
    walDir: "",
    mode: "full",
    output: "text",
    lockTimeoutMs: 0,
    namespace: "",
  });
  const flags = ["--mode=sanity", "-output", "json", "--lock-timeout=1m"];
  const dirs = ["--data-dir=/", "--wal-dir=/wal//", "--namespace=team"];
  assertEquals(settingsOf(...flags, ...dirs), {
    dataDir: "/",
    walDir: "/wal",
    mode: "sanity",
    output: "json",
    lockTimeoutMs: 60_000,
    namespace: "team",
  });
});

Deno.test(
  "createValidateSettings() names all that cannot be used",
  PURE,
  () => {
    const flags = ["--mode=quick", "--output=xml", "--lock-timeout=-1s"];
    const error = assertThrows(() => settingsOf(...flags), UsageError);
    assertEquals(error.exitCode, 2);
    assertEquals(
      error.message,
      `data-dir must be given
mode "quick" is neither sanity nor full
output "xml" is neither text nor json
lock-timeout must not be less than 0`,
    );
  },
);
