import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DRUID_FILE } from "../config/lint/druid_file.ts";
import { runOfflineVerb } from "../support/run_offline_verb.ts";
import { tempDir } from "../support/temp_dir.ts";

async function withFile(
  text: string,
  run: (path: string, dir: string) => Promise<void>,
): Promise<void> {
  await using dir = await tempDir();
  const path = `${dir.path}/etcd.yaml`;
  await Deno.writeTextFile(path, text);
  await run(path, dir.path);
}

const WARNED = DRUID_FILE.replace("metrics: basic", "metrix: basic");
const WRONG = DRUID_FILE.replace("2380\nmetrics", "x\nmetrics");

Deno.test("config lint says with its exit code how bad it is", async () => {
  for (
    const [text, args, code] of [
      [DRUID_FILE, ["--strict"], 0],
      [WARNED, [], 0],
      [WARNED, ["--strict"], 40],
      [WRONG, [], 41],
      ["", [], 41],
    ] as const
  ) {
    await withFile(text, async (path, dir) => {
      const lint = ["config", "lint", path, ...args];
      const outcome = await runOfflineVerb({ args: lint, dirs: [dir] });
      assertEquals(outcome.code, code, outcome.stdout + outcome.stderr);
      assertStringIncludes(outcome.stdout, `${path}: `);
      assertStringIncludes(outcome.stdout, "by the rules of etcd 3.5.");
    });
  }
});

Deno.test("config lint reads standard input, and takes a version's rules", async () => {
  const args = ["config", "lint", "-", "--output=json"];
  const old = await runOfflineVerb({
    args: [...args, "--etcd-version=3.4"],
    stdin: DRUID_FILE,
  });
  const report = JSON.parse(old.stdout);
  assertEquals([report.file, report.etcdVersion], ["-", "3.4"]);
  assertEquals(report.members.length, 3);
  assertEquals(report.findings, []);
  const other = await runOfflineVerb({ args, stdin: DRUID_FILE, line: "3.6" });
  const [finding] = JSON.parse(other.stdout).findings;
  assertEquals(Object.keys(finding).sort(), [
    "action",
    "code",
    "key",
    "line",
    "members",
    "reason",
    "severity",
  ]);
  assertEquals(
    [finding.code, finding.key],
    ["KEY_OTHER_VERSION", "next-cluster-version-compatible"],
  );
});

Deno.test("config lint says what is wrong with how it is called", async () => {
  await using dir = await tempDir();
  const cases: readonly (readonly [readonly string[], number, string])[] = [
    [["config", "lint"], 2, "FILE is missing"],
    [["config", "lint", "/etc/hosts"], 1, "put the file below /var/etcd"],
    [["config", "lint", `${dir.path}/none.yaml`], 1, "there is no such file"],
    [["config", "lint", "-", "--etcd-version=4"], 2, "not of the form 3.5"],
    [["config", "lint", "-", "--etcd-path=/etcd"], 1, "--etcd-path"],
  ];
  for (const [args, code, text] of cases) {
    const outcome = await runOfflineVerb({ args, dirs: [dir.path] });
    assertEquals(outcome.code, code, outcome.stderr);
    assertStringIncludes(outcome.stderr, text);
    assertEquals(outcome.stdout, "");
  }
});

Deno.test("config explain tells all about a key", async () => {
  const outcome = await runOfflineVerb({
    args: ["config", "explain", "snapshot-count", "--etcd-version=3.6.1"],
  });
  assertEquals(outcome.code, 0, outcome.stderr);
  assertEquals(
    outcome.stdout,
    `snapshot-count
  Committed entries after which etcd writes a snapshot and drops the log before it; more of them take more memory.
  type        integer, not negative, entries
  default     10000
  flag        --snapshot-count
  known to    3.4, 3.5, 3.6
  etcd-druid  10000: less memory; the default of etcd 3.6
  verdict     etcd 3.6.1 takes it
`,
  );
});

Deno.test("config explain shows what counts in a file, but no secret", async () => {
  const text = `${DRUID_FILE}discovery-config: {password: hunter2}
discovery-proxy: http://user:hunter2@proxy:1
cors: http://user:hunter2@page:1
not-there: hunter2
`;
  await withFile(text, async (path, dir) => {
    const explain = ["config", "explain", path, "--etcd-version=3.6"];
    const options = { dirs: [dir] };
    const vague = await runOfflineVerb({ ...options, args: explain });
    assertEquals(vague.code, 2);
    assertStringIncludes(
      vague.stderr,
      "give --member-name, one of etcd-main-0",
    );

    const args = [...explain, "--member-name=etcd-main-1"];
    for (const output of ["text", "json"]) {
      const outcome = await runOfflineVerb({
        ...options,
        args: [...args, `--output=${output}`],
      });
      assertEquals(outcome.code, 0, outcome.stderr);
      assert(!outcome.stdout.includes("hunter2"), outcome.stdout);
      assertStringIncludes(outcome.stdout, "etcd-main-1.etcd-main-peer");
      assertStringIncludes(outcome.stdout, "/var/etcd/ssl/server/tls.key");
    }
    const one = await runOfflineVerb({
      ...options,
      args: [...args, "snapshot-count", "--output=json"],
    });
    const { keys: [key] } = JSON.parse(one.stdout);
    const line = DRUID_FILE.split("\n").indexOf("snapshot-count: 10000") + 1;
    assertEquals([key.name, key.value, key.line], [
      "snapshot-count",
      "10000",
      line,
    ]);
  });
});

Deno.test("config explain knows near keys", async () => {
  const outcome = await runOfflineVerb({
    args: ["config", "explain", "heartbeat-intervall"],
  });
  assertEquals(outcome.code, 2);
  assertStringIncludes(outcome.stderr, 'did you mean "heartbeat-interval"?');
});
