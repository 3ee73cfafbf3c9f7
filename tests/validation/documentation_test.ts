import { assert, assertEquals } from "@std/assert";
import { EXIT_CODE } from "../../lib/process/exit_code.ts";
import { PROBLEMS } from "../../lib/validation/bbolt/problems.ts";
import { MEMBER_KINDS } from "../../lib/validation/member/member_finding.ts";
import { snapFinding } from "../../lib/validation/snap/snap_finding.ts";
import { walFinding } from "../../lib/validation/wal/wal_finding.ts";
import { DIFFERENCES } from "./bbolt/known_differences.ts";
import { VERIFY_DIFFERENCES } from "./wal/verify_differences.ts";

const ROOT = new URL("../../", import.meta.url);
const TEXT = await Deno.readTextFile(new URL("docs/validation.md", ROOT));
const CODE_REGEXP =
  /\b(?:WAL|SNAP|DB|MEMBER|VOLUME|CONFIG|ETCD)_[A-Z_]*[A-Z]\b/g;
/** Codes are quoted, or keys of a table. */
const SOURCE_REGEXP = new RegExp(
  `"(${CODE_REGEXP.source})"|^ +(${CODE_REGEXP.source}): `,
  "gm",
);
/** These are names of lists. */
const NO_CODES = ["WAL_NAME", "MEMBER_KINDS"];

Deno.test("docs/validation.md has each code of the source, and no other", async () => {
  const inSource = new Set<string>();
  for await (const source of sources(new URL("lib/validation/", ROOT))) {
    for (const [, quoted, key] of source.matchAll(SOURCE_REGEXP)) {
      inSource.add(quoted ?? key ?? "");
    }
  }
  for (const name of NO_CODES) inSource.delete(name);
  assert(inSource.size > 90);
  const rows = [...documented().keys()];
  assertEquals(rows.toSorted(), [...inSource].sort());
  // What is mentioned elsewhere in the text exists too.
  const mentioned = new Set(TEXT.match(CODE_REGEXP));
  assertEquals([...mentioned].filter((code) => !inSource.has(code)), []);
});

Deno.test("docs/validation.md has the severity and the action of each finding", () => {
  for (const [code, { severity, action }] of documented()) {
    const finding = findingOf(code);
    if (finding === undefined) continue;
    assertEquals(severity, finding.severity, code);
    assertEquals(action, `${finding.action}.`, code);
  }
});

Deno.test("docs/validation.md has the exit codes", () => {
  const rows = TEXT.matchAll(/^\| `([a-z-]+)` +\| (\d+) +\|/gm);
  const exitCodes = Object.fromEntries(
    [...rows].map(([, verdict, code]) => [verdict, Number(code)]),
  );
  assertEquals(exitCodes, {
    "valid": EXIT_CODE.success,
    "repairable": EXIT_CODE.repairable,
    "invalid": EXIT_CODE.invalid,
    "wrong-volume": EXIT_CODE.wrongVolume,
    "locked": EXIT_CODE.locked,
    "absent": EXIT_CODE.absent,
  });
  assertEquals([EXIT_CODE.failure, EXIT_CODE.usage], [1, 2]);
});

Deno.test("docs/validation.md explains each difference that the tests know", () => {
  const programs = section("bbolt check and etcdutl").split("\n")
    .filter((line) => line.startsWith("| ")).length - 2;
  assertEquals(programs, DIFFERENCES.length);
  const verify = section("etcd's `wal.Verify`");
  for (const { code } of VERIFY_DIFFERENCES) {
    assert(verify.includes(code === undefined ? "| none" : `\`${code}\``));
  }
});

function documented(): Map<string, { severity: string; action: string }> {
  const [, findings = ""] = /^## Findings$(.*?)^## /ms.exec(TEXT) ?? [];
  const rows = findings.split("\n").filter((line) => line.startsWith("| `"));
  return new Map(rows.map((row) => {
    const [, code = "", severity = "", , action = ""] = row.split("|")
      .map((cell) => cell.trim());
    return [code.replaceAll("`", ""), { severity, action }];
  }));
}

/** What the source says, except where it makes a finding at the place. */
function findingOf(
  code: string,
): { readonly severity: string; readonly action: string } | undefined {
  if (code.endsWith("_LEFTOVER") || code.endsWith("_FOREIGN_FILE")) {
    return undefined;
  }
  const { [code]: problem } = PROBLEMS as Record<string, Kind>;
  const { [code]: kind } = MEMBER_KINDS as Record<string, Kind>;
  if (problem !== undefined || kind !== undefined) return problem ?? kind;
  return code.startsWith("SNAP_")
    ? snapFinding(code, "file", "it")
    : walFinding(code, { file: "file", detail: "it" });
}

interface Kind {
  readonly severity: string;
  readonly action: string;
}

function section(title: string): string {
  const begin = TEXT.indexOf(`### ${title}\n`);
  assert(begin >= 0, title);
  const end = TEXT.indexOf("\n### ", begin + 1);
  return TEXT.slice(begin, end < 0 ? undefined : end);
}

async function* sources(directory: URL): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    const url = new URL(isDirectory ? `${name}/` : name, directory);
    if (isDirectory) yield* sources(url);
    else yield await Deno.readTextFile(url);
  }
}
