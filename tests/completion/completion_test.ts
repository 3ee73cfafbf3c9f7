import { assert, assertEquals } from "@std/assert";
import { START_ETCD_FLAGS } from "../../lib/cli/flag_table.ts";
import { VERBS } from "../../lib/commands/verb_table.ts";
import { runOfflineVerb } from "../support/run_offline_verb.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testWith } from "../support/test_with.ts";

type Shell = "bash" | "zsh" | "fish";

/** Runs a shell with the script at hand and gives what it prints, by lines. */
async function inShell(
  shell: Shell,
  code: (path: string) => string,
): Promise<string[]> {
  await using dir = await tempDir();
  const outcome = await runOfflineVerb({ args: ["completion", shell] });
  assertEquals([outcome.code, outcome.stderr], [0, ""]);
  const path = `${dir.path}/script`;
  await Deno.writeTextFile(path, outcome.stdout);
  await Deno.writeTextFile(`${dir.path}/some.yaml`, "");
  const noStart = { bash: ["--norc"], zsh: ["-f"], fish: ["--no-config"] };
  const { stdout, stderr, code: status } = await new Deno.Command("timeout", {
    args: ["30", shell, ...noStart[shell], "-c", code(path)],
    cwd: dir.path,
    env: { HOME: dir.path, TERM: "xterm" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  assertEquals([status, decoder.decode(stderr)], [0, ""]);
  return decoder.decode(stdout).split("\n").filter((line) => line !== "");
}

function bash(line: string): Promise<string[]> {
  return inShell("bash", (path) =>
    `source ${path}
compopt() { :; }
COMP_LINE=${quote(line)} COMP_POINT=${line.length}
_etcd_wrapper
printf '%s\\n' "\${COMPREPLY[@]}"`);
}

async function fish(line: string): Promise<string[]> {
  const lines = await inShell(
    "fish",
    (path) => `source ${path}; complete -C ${quote(line)}`,
  );
  return lines.map((text) => text.split("\t")[0] ?? "");
}

/** What stands in the line of a real zsh after the key Tab. */
async function zsh(line: string, expected: string): Promise<boolean> {
  const lines = await inShell("zsh", (path) =>
    `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1=; autoload -Uz compinit; compinit -u -D; source ${path}; print REA''DY"
zpty -r z out '*READY*'
zpty -w -n z ${quote(line)}$'\\t'
zpty -r z out ${quote(`*${expected}*`)} && print FOUND
zpty -d z`);
  return lines.includes("FOUND");
}

function quote(text: string): string {
  return `'${text}'`;
}

/** Lines up to the cursor, and all that can stand there. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["etcd-wrapper conf", ["config"]],
  ["etcd-wrapper config ", ["explain", "lint"]],
  ["etcd-wrapper config li", ["lint"]],
  ["etcd-wrapper completion ", ["bash", "fish", "zsh"]],
  ["etcd-wrapper doctor --data", ["--data-dir"]],
  ["etcd-wrapper doctor --output ", ["json", "text"]],
  ["etcd-wrapper config lint some.y", ["some.yaml"]],
  ["etcd-wrapper doctor --config some", ["some.yaml"]],
  ["etcd-wrapper version nothing", []],
];

for (const [line, expected] of CASES) {
  testWith(
    { programs: ["bash", "timeout"] },
    `bash completes "${line}"`,
    async () => {
      const found = await bash(line);
      // After a space all flags can follow, too.
      const words = found.filter((word) =>
        !line.endsWith(" ") || !/^-/.test(word)
      );
      assertEquals(words.sort(), [...expected]);
    },
  );
  testWith(
    { programs: ["fish", "timeout"] },
    `fish completes "${line}"`,
    async () => {
      assertEquals((await fish(line)).sort(), [...expected]);
    },
  );
}

for (
  const [line, expected] of [
    ["etcd-wrapper config li", "lint"],
    ["etcd-wrapper doctor --data", "data-dir"],
    ["etcd-wrapper completion f", "fish"],
    ["etcd-wrapper config lint some.y", "some.yaml"],
    ["etcd-wrapper doctor --output=j", "--output=json"],
  ] as const
) {
  testWith(
    { programs: ["zsh", "timeout"] },
    `zsh completes "${line}"`,
    async () => {
      assert(await zsh(line, expected));
    },
  );
}

testWith(
  { programs: ["bash"] },
  "bash completes a value behind an equals sign",
  async () => {
    assertEquals(await bash("etcd-wrapper doctor --output=j"), ["json"]);
    assertEquals(await bash("etcd-wrapper doctor --config=some"), [
      "some.yaml",
    ]);
  },
);

Deno.test("completion knows every verb and every flag", async () => {
  for (const shell of ["bash", "zsh", "fish"] as const) {
    const { stdout } = await runOfflineVerb({ args: ["completion", shell] });
    const flags = [
      ...START_ETCD_FLAGS,
      ...VERBS.flatMap((it) => it.flags ?? []),
    ];
    for (const { name } of flags) {
      const text = shell === "fish" ? `-l ${name} ` : `--${name}`;
      assert(stdout.includes(text), `${shell}: ${text}`);
    }
    for (const { name } of VERBS) {
      for (const word of name.split(" ")) {
        assert(stdout.includes(word), `${shell}: ${word}`);
      }
    }
  }
});
