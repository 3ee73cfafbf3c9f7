import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CHECK_DISK } from "../../lib/doctor/checks/check_disk.ts";
import { CHECK_LEFTOVERS } from "../../lib/doctor/checks/check_leftovers.ts";
import { CHECK_LOCK } from "../../lib/doctor/checks/check_lock.ts";
import { CHECK_MODES } from "../../lib/doctor/checks/check_modes.ts";
import { CHECK_SPACE } from "../../lib/doctor/checks/check_space.ts";
import { CHECK_VOLUME } from "../../lib/doctor/checks/check_volume.ts";
import { DOCTOR_CHECKS } from "../../lib/doctor/doctor_checks.ts";
import { DOCTOR_FILE_PREFIX } from "../../lib/doctor/doctor_file_prefix.ts";
import { measureDisk } from "../../lib/doctor/measure_disk.ts";
import { writeProcessRecord } from "../../lib/etcd/process_record.ts";
import { writeVolumeRecord } from "../../lib/membership/volume_records.ts";
import { startMember } from "../support/running_member.ts";
import { tempDir } from "../support/temp_dir.ts";
import { codesOf, examine } from "./examine.ts";

function on(dir: string) {
  return { subject: { volumeDir: dir, dataDir: `${dir}/new.etcd` } };
}

/** A member that has run once. */
async function createData(dir: string): Promise<void> {
  await using member = await startMember();
  await member.etcd.stop();
  await Deno.rename(`${member.dir}/new.etcd`, `${dir}/new.etcd`);
}

Deno.test("DOCTOR_CHECKS have nothing to look at without a configuration and data", async () => {
  for (const check of DOCTOR_CHECKS) {
    if (["configuration", "ports", "versions"].includes(check.name)) continue;
    const report = await examine(check);
    const isFree = report.status === "skipped" || check.name === "certificates";
    assert(isFree, `${check.name}: ${report.status} ${report.summary}`);
    assertEquals(report.findings, []);
  }
});

Deno.test("CHECK_VOLUME compares the member and the namespace", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/member_identity.json`;
  const config =
    "name: a\ndata-dir: /d\ninitial-cluster: a=http://localhost:2380\n";
  const { subject } = on(dir.path);
  const options = { config, subject: { ...subject, namespace: "team-a" } };
  const empty = await examine(CHECK_VOLUME, options);
  assertEquals(codesOf(empty), []);
  assertStringIncludes(empty.summary, "nothing says whose it is");

  const identity = { memberId: "1f", clusterId: "2e", recordedAt: "now" };
  await Deno.writeTextFile(path, JSON.stringify({ name: "a", ...identity }));
  const own = await examine(CHECK_VOLUME, options);
  assertEquals(codesOf(own), []);
  assertEquals(own.summary, 'it is of member "a" (1f) of cluster 2e');

  await Deno.writeTextFile(path, JSON.stringify({ name: "b", ...identity }));
  await Deno.writeTextFile(`${dir.path}/safe_guard`, "team-b");
  const other = await examine(CHECK_VOLUME, options);
  assertEquals(codesOf(other), [
    `VOLUME_IDENTITY ${path}`,
    `VOLUME_IDENTITY ${dir.path}/safe_guard`,
  ]);

  await Deno.writeTextFile(path, "{");
  const damaged = await examine(CHECK_VOLUME, options);
  assert(codesOf(damaged).includes(`VOLUME_UNREADABLE ${path}`));
});

Deno.test("CHECK_LOCK tells a running etcd, a stranger and a stale record apart", async () => {
  await using member = await startMember();
  const { dir, etcd } = member;
  const stranger = await examine(CHECK_LOCK, on(dir));
  assertEquals(codesOf(stranger), [`LOCK_STRANGER ${dir}/new.etcd`]);

  const path = `${dir}/etcd_process.json`;
  await writeProcessRecord(path, {
    pid: etcd.pid,
    startedMs: Date.now(),
    dataDir: `${dir}/new.etcd`,
    commandLine: "etcd",
  });
  const own = await examine(CHECK_LOCK, on(dir));
  assertEquals(codesOf(own), []);
  assertStringIncludes(own.summary, `etcd (process ${etcd.pid}) uses the data`);

  await etcd.kill();
  const stale = await examine(CHECK_LOCK, on(dir));
  assertEquals(codesOf(stale), [`RECORD_STALE ${path}`]);
  assertEquals(stale.status, "info");
});

Deno.test("CHECK_MODES finds what others can read", async () => {
  await using dir = await tempDir();
  await createData(dir.path);
  const data = `${dir.path}/new.etcd`;
  const good = await examine(CHECK_MODES, on(dir.path));
  assertEquals(codesOf(good), []);
  assertStringIncludes(good.summary, `files of user ${Deno.uid()}`);

  await Deno.chmod(data, 0o755);
  await Deno.chmod(`${data}/member/snap/db`, 0o660);
  const bad = await examine(CHECK_MODES, on(dir.path));
  assertEquals(codesOf(bad), [
    `DATA_DIR_MODE ${data}`,
    `DATA_FILE_MODE ${data}/member/snap/db`,
  ]);
});

Deno.test("CHECK_LEFTOVERS finds what earlier runs have left, and nothing beside a good member", async () => {
  await using dir = await tempDir();
  await createData(dir.path);
  const clean = await examine(CHECK_LEFTOVERS, on(dir.path));
  assertEquals(codesOf(clean), []);

  await writeVolumeRecord(dir.path, "tombstone", {
    memberId: "1",
    clusterId: "2",
    recordedAt: "2026-01-01T00:00:00Z",
    toLift: "…",
  });
  const old = `${dir.path}/${DOCTOR_FILE_PREFIX}1`;
  await Deno.writeTextFile(old, "x");
  await Deno.utime(old, 0, 0);
  // That of a run beside this one.
  await Deno.writeTextFile(`${dir.path}/${DOCTOR_FILE_PREFIX}2`, "x");
  const broken = `${dir.path}/new.etcd/member/wal/0-0.wal.broken`;
  await Deno.writeTextFile(broken, "12345");
  const entry = `${dir.path}/new.etcd.quarantine/2026-WAL_CRC`;
  await Deno.mkdir(entry, { recursive: true });
  await Deno.writeTextFile(`${entry}/data`, "x".repeat(2048));
  const report = {
    formatVersion: 1,
    state: "complete",
    time: "2026-01-01T00:00:00Z",
    code: "WAL_CRC",
    moves: [],
    findings: [],
    facts: {},
    versions: {},
    restore: [],
  };
  await Deno.writeTextFile(`${entry}/report.json`, JSON.stringify(report));
  const found = await examine(CHECK_LEFTOVERS, on(dir.path));
  assertEquals(codesOf(found), [
    `MEMBER_TOMBSTONE ${dir.path}/tombstone.json`,
    `QUARANTINE_KEPT ${entry}`,
    `LEFTOVER_FILE ${old}`,
    `LEFTOVER_FILE ${broken}`,
  ]);
  assertEquals(found.facts["files"], [old, broken]);

  await Deno.writeTextFile(
    `${entry}/report.json`,
    JSON.stringify({ ...report, state: "moving" }),
  );
  await Deno.writeTextFile(`${dir.path}/tombstone.json`, "{");
  const worse = await examine(CHECK_LEFTOVERS, on(dir.path));
  assertEquals(codesOf(worse).slice(0, 2), [
    `VOLUME_UNREADABLE ${dir.path}`,
    `QUARANTINE_UNFINISHED ${entry}`,
  ]);
});

Deno.test("CHECK_SPACE compares what is free with the quota", async () => {
  await using dir = await tempDir();
  const config = (quota: string) =>
    `data-dir: /d\nquota-backend-bytes: ${quota}\n`;
  const { subject } = on(dir.path);
  const enough = await examine(CHECK_SPACE, { config: config("1"), subject });
  assertEquals(codesOf(enough), []);
  const huge = config("9000000000000000");
  const low = await examine(CHECK_SPACE, { config: huge, subject });
  assertEquals(codesOf(low), [`SPACE_LOW ${dir.path}`]);
});

Deno.test("CHECK_DISK measures, and leaves nothing behind", async () => {
  await using dir = await tempDir();
  const report = await examine(CHECK_DISK, on(dir.path));
  assertEquals(
    codesOf(report).filter((code) => !code.startsWith("DISK_SLOW")),
    [],
  );
  const { count, p50Ms, p99Ms, maxMs, histogram } = report.facts as {
    readonly count: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
    readonly maxMs: number;
    readonly histogram: Readonly<Record<string, number>>;
  };
  assert(count > 0 && p50Ms <= p99Ms && p99Ms <= maxMs, report.summary);
  assertEquals(histogram["Inf"], count);
  assertEquals(await namesOf(dir.path), []);
});

Deno.test("CHECK_DISK says that a directory is missing", async () => {
  await using dir = await tempDir();
  const report = await examine(CHECK_DISK, on(`${dir.path}/none`));
  assertEquals(codesOf(report), [`DISK_NOT_WRITABLE ${dir.path}/none`]);
});

Deno.test("measureDisk() leaves nothing behind when it is ended", async () => {
  await using dir = await tempDir();
  const stop = new AbortController();
  const measuring = measureDisk({
    path: `${dir.path}/x`,
    signal: stop.signal,
    writes: 1_000_000,
    limitMs: 60_000,
  });
  stop.abort(new Error("enough"));
  const error = await measuring.catch((error) => error);
  assertEquals(error.message, "enough");
  assertEquals(await namesOf(dir.path), []);
});

async function namesOf(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name);
}
