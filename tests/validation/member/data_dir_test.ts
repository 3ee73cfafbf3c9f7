import { assertEquals, assertRejects } from "@std/assert";
import { createRandom } from "../../config/mutations.ts";
import { startBareEtcd } from "../../support/bare_etcd.ts";
import { provisionEtcd } from "../../support/etcd/provision.ts";
import { startMember } from "../../support/running_member.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { until } from "../../support/until.ts";
import { memberConfig } from "../../support/member_config.ts";
import { freePorts } from "../../support/free_ports.ts";
import { copyTree } from "./mixed_members.ts";
import { writeSmallLog } from "../wal/made_log.ts";
import { ourReport } from "./our_report.ts";

Deno.test("validateMember() finds no member where there is nothing", async () => {
  await using dir = await tempDir();
  const dataDir = `${dir.path}/new.etcd`;
  assertEquals(await stateOf(dataDir), ["absent", "missing"]);
  await Deno.mkdir(dataDir);
  assertEquals(await stateOf(dataDir), ["absent", "empty"]);
  await Deno.mkdir(`${dataDir}/lost+found`);
  assertEquals(await stateOf(dataDir), ["absent", "empty"]);
});

Deno.test("validateMember() takes other files for no place for a member", async () => {
  await using dir = await tempDir();
  const dataDir = `${dir.path}/new.etcd`;
  await Deno.mkdir(`${dataDir}/lost+found`, { recursive: true });
  await Deno.writeTextFile(`${dataDir}/notes`, "");
  assertEquals(await stateOf(dataDir), [
    "invalid",
    "foreign",
    "MEMBER_FOREIGN",
  ]);
});

Deno.test("validateMember() rejects what is no directory", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/file`;
  await Deno.writeTextFile(path, "");
  await assertRejects(() => ourReport(path), Deno.errors.NotADirectory);
});

Deno.test("validateMember() finds what etcd leaves that has not created its log", async () => {
  await using dir = await tempDir();
  const dataDir = `${dir.path}/new.etcd`;
  const unfinished = ["absent", "unfinished", "MEMBER_UNFINISHED"];
  await Deno.mkdir(`${dataDir}/member/snap`, { recursive: true });
  assertEquals(await stateOf(dataDir), unfinished);
  await Deno.writeTextFile(`${dataDir}/member/snap/db`, "");
  assertEquals(await stateOf(dataDir), unfinished);
  await Deno.mkdir(`${dataDir}/member/wal.tmp`);
  assertEquals(await stateOf(dataDir), unfinished);
});

Deno.test("validateMember() finds a log without an entry, and no promise in it", async () => {
  await using dir = await tempDir();
  const dataDir = `${dir.path}/new.etcd`;
  await Deno.mkdir(`${dataDir}/member/snap`, { recursive: true });
  await writeSmallLog(`${dataDir}/member/wal`);
  const found = ["absent", "unfinished", "MEMBER_NO_ENTRIES"];
  assertEquals(await stateOf(dataDir), found);
  // With a vote it is a member.
  await writeSmallLog(`${dataDir}/member/wal`, ["state", 2, 7, 0]);
  assertEquals((await stateOf(dataDir))[1], "member");
});

Deno.test("validateMember() does not take a member that lost its log for unfinished", async () => {
  await using member = await startMember();
  await member.etcd.stop();
  const dataDir = `${member.dir}/new.etcd`;
  await Deno.remove(`${dataDir}/member/wal`, { recursive: true });
  const [verdict, state] = await stateOf(dataDir);
  assertEquals([verdict, state], ["invalid", "member"]);
});

Deno.test("validateMember() reads a log in a directory of its own", async () => {
  await using dir = await tempDir();
  const [clientPort = 0, peerPort = 0] = freePorts(2);
  const [dataDir, walDir] = [`${dir.path}/data`, `${dir.path}/log`];
  const config = memberConfig({
    dataDir,
    clientPort,
    peerPort,
    fast: true,
    extra: { "wal-dir": walDir },
  });
  const etcd = await provisionEtcd("3.5");
  const start = { etcd, config, workDir: dir.path };
  await using member = await startBareEtcd(start);
  await member.stop();
  const { verdict } = await ourReport(dataDir, { walDir });
  assertEquals(verdict, "valid");
  const without = await ourReport(dataDir);
  assertEquals(without.verdict, "invalid");
});

/** Each moment of a creation is one of the first milliseconds. */
const KILLS = 15;

for (const line of ["3.5", "3.6"] as const) {
  Deno.test(`validateMember() knows what is left of an etcd ${line} that was killed while it created a member`, async () => {
    await using dir = await tempDir();
    const dataDir = `${dir.path}/data`;
    const random = createRandom(20);
    const etcd = await provisionEtcd(line);
    const states: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const [clientPort = 0, peerPort = 0] = freePorts(2);
      const options = { dataDir, clientPort, peerPort, fast: true };
      const config = memberConfig(options);
      const start = { etcd, config, workDir: dir.path };
      await using first = await startBareEtcd({ ...start, waitForRead: false });
      const words = MOMENTS[kill % MOMENTS.length] ?? "";
      await until(words, () => first.stderr().includes(words));
      for (let turns = random(400); turns > 0; turns--) await Promise.resolve();
      await first.kill();
      const report = await ourReport(dataDir);
      const errors = report.findings.filter((it) => it.severity === "error");
      assertEquals(errors, []);
      states.push(report.facts.dataDir);
      const mustMove = report.findings.some((it) =>
        it.code === "MEMBER_NO_ENTRIES"
      );
      if (mustMove) await copyTree(dataDir, `${dir.path}/aside-${kill}`);
      if (mustMove) await Deno.remove(dataDir, { recursive: true });
      await using again = await startBareEtcd(start);
      await again.stop();
      assertEquals((await ourReport(dataDir)).verdict, "valid");
      await Deno.remove(dataDir, { recursive: true });
    }
    // Which of them a kill leaves is a matter of milliseconds.
    const known = ["missing", "empty", "unfinished", "member"];
    assertEquals(states.filter((it) => !known.includes(it)), []);
  });
}

/** What etcd says around the moments when its files appear. */
const MOMENTS = [
  "opened backend db",
  "starting local member",
  "newRaft",
  "became leader",
  "starting an etcd server",
];

async function stateOf(dataDir: string): Promise<string[]> {
  const { verdict, facts, findings } = await ourReport(dataDir);
  return [verdict, facts.dataDir, ...findings.map(({ code }) => code)];
}
