import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import type { CheckReport } from "../../lib/doctor/run_checks.ts";
import {
  runOfflineVerb,
  type VerbOutcome,
} from "../support/run_offline_verb.ts";
import { pathExists } from "../support/path_exists.ts";
import { createStandalonePod } from "../support/standalone_pod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";
import { testWith } from "../support/test_with.ts";

/** A disk that is busy makes it take longer than a second. */
const WAITING_REGEXP = /^(?:still looking at .*\n)*$/;

interface Report {
  readonly schemaVersion: number;
  readonly exitCode: number;
  readonly checks: readonly CheckReport[];
}

function parse({ stdout, stderr, code }: VerbOutcome): Report {
  assert(stdout.startsWith("{"), `${code}: ${stderr}${stdout}`);
  const report: Report = JSON.parse(stdout);
  assertEquals(report.exitCode, code);
  return report;
}

function check({ checks }: Report, name: string): CheckReport {
  const found = checks.find((it) => it.name === name);
  if (found === undefined) throw new Error(`No check ${name}`);
  return found;
}

Deno.test("doctor finds no error in a member that runs, under its own grants", async () => {
  await using pod = await createStandalonePod();
  await using _wrapper = await pod.startReady();
  const args = [
    "doctor",
    `--etcd-config-file=${pod.configFile}`,
    `--etcd-wrapper-port=${pod.wrapperPort}`,
    `--etcd-path=${pod.etcd}`,
  ];
  await until(
    "the record of the member",
    () => pathExists(`${pod.dataVolumeDir}/member_identity.json`),
  );
  const before = await namesOf(pod.dataVolumeDir);
  const json = await runOfflineVerb({
    args: [...args, "--output=json"],
    dirs: [pod.dir],
  });
  const report = parse(json);
  const errors = report.checks.flatMap(({ findings }) => findings)
    .filter(({ severity }) => severity === "error");
  assertEquals(errors, []);
  assert([0, 40].includes(json.code));
  assertEquals(report.checks.map(({ name }) => name), [
    "configuration",
    "certificates",
    "names",
    "peers",
    "versions",
    "ports",
    "volume",
    "lock",
    "modes",
    "leftovers",
    "space",
    "disk",
  ]);
  for (const name of ["names", "ports", "volume", "lock", "modes", "space"]) {
    assertEquals(check(report, name).status, "ok", name);
  }
  assertStringIncludes(
    check(report, "ports").summary,
    "3 in use by the running member",
  );
  assertStringIncludes(check(report, "volume").summary, "it is of member");
  assertEquals(Object.keys(check(report, "disk")).sort(), [
    "facts",
    "findings",
    "name",
    "status",
    "summary",
    "tookMs",
  ]);
  assertEquals(await namesOf(pod.dataVolumeDir), before);

  const text = await runOfflineVerb({ args, dirs: [pod.dir] });
  assertMatch(text.stdout, /^ok {7}names {10}\d of \d names resolve$/m);
  assertMatch(text.stdout, /^12 checks: 0 errors, \d+ warnings?, \d+ info$/m);
  assertMatch(text.stderr, WAITING_REGEXP);
});

Deno.test("doctor goes on with the rest when the configuration is wrong or missing", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/etcd.yaml`;
  await Deno.writeTextFile(path, "name: a\nelection-timeout: 1\n");
  const options = { dirs: [dir.path] };
  const flags = [`--data-dir=${dir.path}/new.etcd`, "--output=json"];
  const wrong = parse(
    await runOfflineVerb({
      ...options,
      args: ["doctor", `--config=${path}`, ...flags],
    }),
  );
  assertEquals(wrong.exitCode, 41);
  assertEquals(check(wrong, "configuration").status, "error");
  assertEquals(check(wrong, "names").status, "skipped");
  assert(["ok", "warning"].includes(check(wrong, "disk").status));

  const none = parse(
    await runOfflineVerb({ ...options, args: ["doctor", ...flags] }),
  );
  assertEquals(
    check(none, "configuration").findings.map(({ code }) => code),
    ["CONFIG_MISSING"],
  );
  assertEquals(none.exitCode, 40);
});

Deno.test("doctor refuses two configurations, and one that it cannot read", async () => {
  const two = await runOfflineVerb({
    args: ["doctor", "--config=/a", "--etcd-config-file=/b"],
  });
  assertEquals(two.code, 2);
  assertStringIncludes(two.stderr, "give one");
  const unreadable = await runOfflineVerb({
    args: ["doctor", "--config=/none.yaml"],
  });
  assertEquals(unreadable.code, 1);
  assertStringIncludes(unreadable.stderr, "not granted that path");
});

/** Mounts a file system, runs a command on it, then the verb. */
function mounted(
  mount: string,
  dir: string,
  prepare = "true",
): readonly string[] {
  const script = `${mount} "$1" && (cd "$1" && ${prepare}); shift; exec "$@"`;
  return ["unshare", "--mount", "sh", "-c", script, "sh", dir];
}

testWith(
  { programs: ["unshare"], root: true },
  "doctor finds a volume that is full, and one that is read-only",
  async () => {
    await using dir = await tempDir();
    const volume = `${dir.path}/volume`;
    await Deno.mkdir(`${volume}/new.etcd/member/snap`, { recursive: true });
    await Deno.writeTextFile(`${volume}/new.etcd/member/snap/db`, "");
    const args = [
      "doctor",
      `--data-dir=${volume}/new.etcd`,
      "--output=json",
    ];
    const options = { args, dirs: [dir.path] };
    const full = parse(
      await runOfflineVerb({
        ...options,
        through: mounted(
          "mount -t tmpfs -o size=64k none",
          volume,
          "head -c 100000 /dev/zero > fill 2> /dev/null",
        ),
      }),
    );
    assertEquals(
      ["space", "disk"].flatMap((name) =>
        check(full, name).findings.map(({ code }) => code)
      ),
      ["SPACE_FULL", "DISK_NOT_WRITABLE"],
    );
    assertEquals(full.exitCode, 41);

    const readOnly = parse(
      await runOfflineVerb({
        ...options,
        through: mounted(
          `mount --bind "${volume}" "${volume}" && mount -o remount,bind,ro`,
          volume,
        ),
      }),
    );
    assertEquals(
      ["modes", "disk"].flatMap((name) =>
        check(readOnly, name).findings.map(({ code }) => code)
          .filter((code) => !/_MODE$/.test(code))
      ),
      ["DATA_NOT_WRITABLE", "DISK_NOT_WRITABLE"],
    );
    assertStringIncludes(
      check(readOnly, "disk").findings[0]?.reason ?? "",
      "Read-only file system",
    );
  },
);

testWith(
  { programs: ["unshare"], root: true },
  "doctor finds two members whose names lead to one address, and few inodes",
  async () => {
    await using dir = await tempDir();
    await Deno.writeTextFile(
      `${dir.path}/hosts`,
      "127.0.0.1 localhost a.test\n127.0.0.7 b.test c.test\n",
    );
    const path = `${dir.path}/etcd.yaml`;
    await Deno.writeTextFile(
      path,
      `name: a
data-dir: ${dir.path}/volume/new.etcd
initial-advertise-peer-urls: http://a.test:2380
initial-cluster: a=http://a.test:2380,b=http://b.test:9,c=http://c.test:9
`,
    );
    await Deno.mkdir(`${dir.path}/volume`);
    const outcome = await runOfflineVerb({
      args: ["doctor", `--config=${path}`, "--output=json"],
      dirs: [dir.path],
      through: mounted(
        `mount --bind "${dir.path}/hosts" /etc/hosts && ` +
          "mount -t tmpfs -o nr_inodes=40 none",
        `${dir.path}/volume`,
      ),
    });
    const report = parse(outcome);
    const { findings, facts } = check(report, "names");
    assertEquals(findings.map(({ code }) => code), ["NAME_SHARED"]);
    assertStringIncludes(findings[0]?.reason ?? "", "127.0.0.7");
    assertEquals(facts["addresses"], {
      "a.test": ["127.0.0.1"],
      "b.test": ["127.0.0.7"],
      "c.test": ["127.0.0.7"],
      "localhost": ["127.0.0.1"],
    });
    assert(
      check(report, "space").findings.some(({ code }) => code === "INODES_LOW"),
    );
    assertEquals(
      check(report, "peers").findings.map(({ code }) => code),
      ["PEER_SILENT", "PEER_SILENT"],
    );
  },
);

async function namesOf(dir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(dir));
  return entries.map(({ name }) => name).sort();
}
