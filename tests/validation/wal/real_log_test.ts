import { assert, assertEquals, assertGreater } from "@std/assert";
import { memberAddAsLearner, memberRemove } from "../../support/etcd_api.ts";
import type { EtcdLine } from "../../support/etcd/etcd_line.ts";
import { findEtcdLines } from "../../support/find_etcd_lines.ts";
import { startBareEtcd } from "../../support/bare_etcd.ts";
import { provisionEtcd } from "../../support/etcd/provision.ts";
import { freePorts } from "../../support/free_ports.ts";
import { memberConfig } from "../../support/member_config.ts";
import { startMember } from "../../support/running_member.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { until } from "../../support/until.ts";
import { startWalVerify } from "../../support/wal_verify/wal_verify.ts";
import { compareJudgements } from "./compare_judgements.ts";
import { readMemberFiles, writeMemberFiles } from "./member_files.ts";
import { judgeOurselves } from "./our_judgement.ts";
import { snapshotName } from "../snap/made_snapshot.ts";
import { writeLoad } from "./write_load.ts";

const LINES = await findEtcdLines(["3.4", "3.5", "3.6"]);

for (const { line, missing } of LINES) {
  const suffix = missing === undefined ? "" : ` (skipped: ${missing})`;
  const ignore = missing !== undefined;
  const name = (text: string) => `validateWal() ${text} of ${line}${suffix}`;

  Deno.test({
    name: name("finds nothing in a log with snapshots and a learner"),
    ignore,
    fn: () => checkStoppedMember(line),
  });
  Deno.test({
    name: name("has no objection after SIGKILL under load, 7 times,"),
    ignore,
    fn: () => checkKilledMember(line, 7),
  });
  Deno.test({
    name: name("finds nothing in the log of a member that got a snapshot"),
    ignore,
    fn: () => checkLateMember(line),
  });
}

for (const [what, keptBytes] of [["empty", 0], ["unfinished", 40]] as const) {
  Deno.test(`validateWal() goes on like etcd beside a snapshot file that a kill left ${what}`, async () => {
    await using dir = await tempDir();
    await using walVerify = await startWalVerify();
    await walVerify.write(dir.path, {
      seed: 5,
      segmentBytes: 8_000,
      entries: 200,
      maxEntrySize: 300,
      snapshotEvery: 30,
      leaderChangeIn: 0,
      restartIn: 0,
      catchUpIn: 0,
    });
    const { taken } = (await judgeOurselves(dir.path, "full")).snap.facts;
    const known = await Deno.readFile(`${dir.path}/snap/${taken?.name}`);
    const name = snapshotName(90, 100_000);
    const path = `${dir.path}/snap/${name}`;
    await Deno.writeFile(path, known.subarray(0, keptBytes));
    const { codes, snap } = await judgeOurselves(dir.path, "full");
    assertEquals(codes, []);
    const found = snap.findings.filter(({ file }) => file === path);
    assertEquals(found.map(({ code }) => code), ["SNAP_UNFINISHED"]);
    await checkAgreement(dir.path);
    const accepted = await walVerify.judge(dir.path);
    assertEquals(accepted.start.reason, "");
    assertEquals(accepted.snapshot, String(taken?.snapshot?.index));
  });
}

Deno.test("validateWal() reads several segments of 64 MB with their chain", async () => {
  await using member = await startMember({
    config: { extra: { "snapshot-count": 1000 } },
  });
  const { clientUrl } = member.etcd;
  await writeLoad({ clientUrl, valueBytes: 500_000, count: 300, writers: 4 });
  await member.etcd.stop();
  const memberDir = `${member.dir}/new.etcd/member`;
  for (const mode of ["sanity", "full"] as const) {
    const { codes, wal } = await judgeOurselves(memberDir, mode);
    assertEquals(codes, []);
    assertGreater(wal.facts?.segments ?? 0, 2);
  }
  await checkAgreement(memberDir);
});

/** Stopped well, it leaves nothing to say anything about. */
async function checkStoppedMember(line: EtcdLine): Promise<void> {
  await using member = await startMember({
    line,
    config: { extra: { "snapshot-count": 20 } },
  });
  const { clientUrl } = member.etcd;
  await writeLoad({ clientUrl, valueBytes: 2_000, count: 50 });
  const endpoints = { endpoints: clientUrl };
  const learner = await memberAddAsLearner(
    endpoints,
    "l",
    "http://127.0.0.1:1",
  );
  await writeLoad({ clientUrl, valueBytes: 2_000, count: 50 });
  const memberDir = `${member.dir}/new.etcd/member`;
  const running = await judgeOurselves(memberDir, "full");
  const lock = running.wal.findings.find(({ code }) => code === "WAL_LOCKED");
  assert(lock?.message.includes(`${member.etcd.pid}`), lock?.message);
  await member.etcd.stop();
  const withLearner = await judgeOurselves(memberDir, "full");
  const { taken } = withLearner.snap.facts;
  assertEquals(taken?.snapshot?.confState.learners, [
    BigInt(`0x${learner.id}`),
  ]);
  for (const mode of ["sanity", "full"] as const) {
    const { codes, wal } = await judgeOurselves(memberDir, mode);
    assertEquals(codes, []);
    assertGreater(wal.facts?.start.index ?? 0n, 80n);
  }
  await checkAgreement(memberDir);
}

async function checkKilledMember(line: EtcdLine, times: number): Promise<void> {
  await using member = await startMember({
    line,
    config: { extra: { "snapshot-count": 30 } },
  });
  const memberDir = `${member.dir}/new.etcd/member`;
  const config = await Deno.readTextFile(`${member.dir}/etcd.conf.yaml`);
  const etcd = await provisionEtcd(line);
  await member.etcd.stop();
  for (let time = 0; time < times; time++) {
    await using etcdAgain = await startBareEtcd({
      etcd,
      config,
      workDir: member.dir,
    });
    const { clientUrl } = etcdAgain;
    let written = 0;
    const load = writeLoad({
      clientUrl,
      valueBytes: 100 + 3_000 * time,
      writers: 8,
      onWritten: (count) => written = count,
    });
    await until("some writes", () => written > 40 + 17 * time);
    await etcdAgain.kill();
    await load;
    const { errors, codes, wal } = await judgeOurselves(memberDir, "full");
    assertEquals(errors, [], JSON.stringify(wal.findings));
    const odd = codes.filter((code) => !AFTER_A_KILL.includes(code));
    assertEquals(odd, []);
    assertEquals((await judgeOurselves(memberDir, "sanity")).errors, []);
    await checkAgreement(memberDir);
  }
}

/**
 * What a kill may leave behind, and etcd deals with. A snapshot file that is
 * not whole or not recorded yet is no more than an information.
 */
const AFTER_A_KILL = ["WAL_TORN_TAIL"];

/** It begins with a snapshot of the leader, and has no entries before. */
async function checkLateMember(line: EtcdLine): Promise<void> {
  await using member = await startMember({
    line,
    config: {
      extra: {
        "snapshot-count": 20,
        "experimental-snapshot-catchup-entries": line === "3.4" ? undefined : 5,
      },
    },
  });
  const { clientUrl } = member.etcd;
  // 3.4 keeps 5,000 entries for those who are late.
  const count = line === "3.4" ? 5_200 : 100;
  await writeLoad({ clientUrl, valueBytes: 10, count, writers: 8 });
  const [clientPort = 0, peerPort = 0] = freePorts(2);
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  const endpoints = { endpoints: clientUrl };
  const learner = await memberAddAsLearner(endpoints, "late", peerUrl);
  const dir = `${member.dir}/late`;
  await Deno.mkdir(dir);
  await using late = await startBareEtcd({
    etcd: await provisionEtcd(line),
    workDir: dir,
    waitForRead: false,
    config: memberConfig({
      name: "late",
      dataDir: `${dir}/new.etcd`,
      clientPort,
      peerPort,
      fast: true,
      state: "existing",
      cluster: [
        { name: "etcd-main-0", peerUrl: member.peerUrl },
        { name: "late", peerUrl },
      ],
    }),
  });
  const memberDir = `${dir}/new.etcd/member`;
  await until("a snapshot of the leader", async () => {
    const { snap } = await judgeOurselves(memberDir, "full");
    return snap.facts.taken !== undefined;
  });
  await writeLoad({ clientUrl, valueBytes: 10, count: 10 });
  await until("an entry behind it", async () => {
    const { wal: { facts } } = await judgeOurselves(memberDir, "full");
    return facts !== undefined && facts.lastIndex > facts.start.index + 5n;
  });
  await late.stop();
  const { codes, wal: { facts } } = await judgeOurselves(memberDir, "full");
  assertEquals(codes, []);
  assertGreater(facts?.firstIndex ?? 0n, 50n);
  assertEquals(facts?.memberId, BigInt(`0x${learner.id}`));
  await checkAgreement(memberDir);
  await memberRemove(endpoints, learner.id);
}

/** Lets etcd's own code judge a copy, which it may repair. */
async function checkAgreement(memberDir: string): Promise<void> {
  const copy = await Deno.makeTempDir({ prefix: "etcd-wrapper-test-" });
  try {
    await writeMemberFiles(copy, await readMemberFiles(memberDir));
    await using walVerify = await startWalVerify();
    const ours = await judgeOurselves(copy, "full");
    assertEquals(compareJudgements(ours, await walVerify.judge(copy)), []);
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}
