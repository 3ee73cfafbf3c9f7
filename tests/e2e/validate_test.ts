import { assert, assertEquals, assertMatch } from "@std/assert";
import { overwrite } from "../support/damage.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { startMember } from "../support/running_member.ts";
import { tempDir } from "../support/temp_dir.ts";
import { startWrapper } from "../support/wrapper_process.ts";

/** Runs `validate` as a program to its end. */
async function validate(
  args: readonly string[],
  dirs: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  await using home = await tempDir();
  await using wrapper = startWrapper({
    args: ["validate", ...args],
    home: home.path,
    dirs,
    etcd: await provisionEtcd("3.5"),
  });
  const { code } = await wrapper.ended();
  return { code, stdout: wrapper.stdout(), stderr: wrapper.stderr() };
}

Deno.test("validate says what the data is worth, in its words and by its exit code", async () => {
  await using member = await startMember();
  const { dir } = member;
  const dataDir = `${dir}/new.etcd`;
  const flag = `--data-dir=${dataDir}`;

  const locked = await validate([flag], [dir]);
  assertEquals(locked.code, 13);
  assertMatch(
    locked.stdout,
    /^error MEMBER_LOCKED .*: .* To do: .*\.\nlocked: /,
  );

  const waiting = validate([flag, "--lock-timeout=30s"], [dir]);
  await member.etcd.stop();
  const valid = await waiting;
  assertEquals(valid.code, 0, valid.stdout + valid.stderr);
  assertMatch(valid.stdout, SUMMARY_REGEXP);

  const segment = await segmentOf(dataDir);
  const { size } = await Deno.stat(segment);
  await Deno.truncate(segment, size - size % 512 - 512);
  const json = await validate([flag, "--output=json", "--mode=sanity"], [dir]);
  const report = JSON.parse(json.stdout);
  assertEquals(json.code, report.exitCode);
  assertEquals([report.verdict, report.mode], ["valid", "sanity"]);

  await overwrite(segment, 200, Uint8Array.of(7));
  const invalid = await validate([flag], [dir]);
  assertEquals(invalid.code, 11);
  assertMatch(invalid.stdout, /^error WAL_\w+ .* at byte \d+: .*\ninvalid: /);

  await Deno.writeTextFile(`${dir}/safe_guard`, "team-a");
  const other = await validate([flag, "--namespace=team-b"], [dir]);
  assertEquals(other.code, 12);
  assertMatch(other.stdout, /^error VOLUME_NAMESPACE .*\nwrong-volume: /);

  await Deno.remove(dataDir, { recursive: true });
  const absent = await validate([flag], [dir]);
  assertEquals(absent.code, 14);
  assertMatch(absent.stdout, /^absent: .*\n {2}directory does not exist\n$/);
  assertEquals(absent.stderr, "");
});

const SUMMARY_REGEXP = new RegExp(
  "^valid: etcd starts with this data \\(full validation, [\\d.]+ s\\)\n" +
    " {2}member {4}etcd-main-0, [0-9a-f]+ in cluster [0-9a-f]+\n" +
    " {2}log {7}entries 1 to \\d+, committed to \\d+, term \\d+, 1 segment\n" +
    " {2}snapshot {2}none, 0 files\n" +
    " {2}database {2}[\\d.]+ [KM]iB, [\\d.]+ KiB in use, revision \\d+, " +
    "entries up to \\d+, etcd 3\\.5\\.0\n$",
);

Deno.test("validate ends with 1 where it may not look, and says where it may", async () => {
  await using dir = await tempDir();
  const { code, stderr } = await validate([`--data-dir=${dir.path}`], []);
  assertEquals(code, 1);
  assert(stderr.startsWith(`Cannot validate "${dir.path}": `), stderr);
  assert(stderr.includes("/var/etcd, "), stderr);
});

Deno.test("validate ends with 1 at what is no directory, and with 2 without one", async () => {
  await using dir = await tempDir();
  const file = `${dir.path}/file`;
  await Deno.writeTextFile(file, "");
  const { code, stderr } = await validate([`--data-dir=${file}`], [dir.path]);
  assertEquals(code, 1);
  assertEquals(stderr, `Cannot validate "${file}": it is not a directory\n`);
  const usage = await validate([], []);
  assertEquals([usage.code, usage.stderr], [2, "data-dir must be given\n"]);
});

async function segmentOf(dataDir: string): Promise<string> {
  const wal = `${dataDir}/member/wal`;
  const names = await Array.fromAsync(Deno.readDir(wal));
  const [name] = names.map(({ name }) => name)
    .filter((name) => name.endsWith(".wal"));
  return `${wal}/${name}`;
}
