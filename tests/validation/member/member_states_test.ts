import { assert, assertEquals, assertGreater } from "@std/assert";
import type { MemberReport } from "../../../lib/validation/member/member_report.ts";
import type { ValidateMemberOptions } from "../../../lib/validation/member/validate_member.ts";
import { memberAddAsLearner, memberRemove } from "../../support/etcd_api.ts";
import { startBareEtcd } from "../../support/bare_etcd.ts";
import type { EtcdLine } from "../../support/etcd/etcd_line.ts";
import { provisionEtcd } from "../../support/etcd/provision.ts";
import { findEtcdLines } from "../../support/find_etcd_lines.ts";
import { freePorts } from "../../support/free_ports.ts";
import { memberConfig } from "../../support/member_config.ts";
import {
  type RunningMember,
  startMember,
} from "../../support/running_member.ts";
import { until } from "../../support/until.ts";
import { judgeOurselves } from "../wal/our_judgement.ts";
import { writeLoad } from "../wal/write_load.ts";
import { copyTree, createMixedMember } from "./mixed_members.ts";
import { codesOf, ourReport } from "./our_report.ts";
import { realStart } from "./real_start.ts";

const LIMIT_MS = 30_000;
const SECTOR_BYTES = 512;

Deno.test("validateMember() finds what etcd repairs, and where it begins", async () => {
  await using member = await createMixedMember("3.5", {
    token: "torn",
    snapshotCount: 10_000,
  });
  const { dataDir, later } = member;
  const { facts: { wal } } = await ourReport(dataDir);
  const start = { ...member, line: "3.5", workDir: member.dir } as const;
  for (const zeroed of [true, false]) {
    await copyTree(later, dataDir);
    const file = await oldestSegment(dataDir);
    const endBytes = await writtenBytes(file);
    // A disk writes whole sectors, so a part of a write is a number of them.
    const from = (Math.floor(endBytes / SECTOR_BYTES) - 1) * SECTOR_BYTES;
    await tear(file, from, zeroed ? endBytes : Infinity);
    for (const mode of ["sanity", "full"] as const) {
      const { verdict, facts, findings } = await ourReport(dataDir, { mode });
      // What is in the database may not be lost from the log.
      const lost = (facts.database?.consistentIndex ?? 0n) -
        (facts.wal?.lastIndex ?? 0n);
      assertEquals(verdict, lost > 1n ? "invalid" : "repairable");
      assertEquals(facts.repair?.file, file);
      assertEquals(facts.repair?.offset, facts.wal?.tornTail?.offset);
      assertGreater(wal?.lastIndex ?? 0n, facts.wal?.lastIndex ?? 0n);
      assert(findings.some(({ code }) => code === "WAL_TORN_TAIL"));
    }
    // The database of the earlier stop has nothing of the end.
    await copyTree(`${member.earlier}/member/snap`, `${dataDir}/member/snap`);
    const report = await ourReport(dataDir);
    assertEquals([report.verdict, codesOf(report)], ["repairable", [
      "WAL_TORN_TAIL",
    ]]);
    assertEquals(await realStart({ ...start, limitMs: LIMIT_MS }), "serves");
    assertEquals((await ourReport(dataDir)).verdict, "valid");
  }
});

/** What the configuration can say, and what is found then. */
const EXPECTED: readonly (readonly [
  codes: readonly string[],
  expected: NonNullable<ValidateMemberOptions["expected"]>,
])[] = [
  [[], {}],
  [[], { clusterNames: ["etcd-main-0", "etcd-main-1"], quotaBytes: 0 }],
  [["CONFIG_MEMBERS"], { clusterNames: ["a", "b"] }],
  [["DB_QUOTA"], { quotaBytes: 20_000 }],
  [[], { quotaBytes: -1 }],
  [[], { etcdVersion: { major: 3, minor: 6 } }],
  [[], { etcdVersion: { major: 3, minor: 5 } }],
  [["ETCD_TOO_OLD"], { etcdVersion: { major: 3, minor: 4 } }],
];

Deno.test("validateMember() compares the data with the configuration", async () => {
  await using member = await startMember();
  await member.etcd.stop();
  for (const [codes, expected] of EXPECTED) {
    const report = await ourReport(`${member.dir}/new.etcd`, { expected });
    assertEquals(codesOf(report), codes, JSON.stringify(expected));
  }
});

const UPGRADES: readonly (readonly [from: EtcdLine, to: EtcdLine, boolean])[] =
  [
    ["3.4", "3.5", true],
    ["3.4", "3.6", true],
    ["3.5", "3.6", true],
    ["3.6", "3.5", false],
    ["3.5", "3.4", false],
  ];

for (const [from, to, isGood] of UPGRADES) {
  const [old, next] = await findEtcdLines([from, to]);
  const missing = old?.missing ?? next?.missing;
  const suffix = missing === undefined ? "" : ` (skipped: ${missing})`;
  Deno.test({
    name:
      `validateMember() foretells whether etcd ${to} starts with data of ${from}${suffix}`,
    ignore: missing !== undefined,
    fn: async () => {
      await using member = await startMember({
        line: from,
        config: { extra: { "snapshot-count": 20 } },
      });
      const { clientUrl } = member.etcd;
      await writeLoad({ clientUrl, valueBytes: 300, count: 70 });
      await member.etcd.stop();
      const minor = Number(to.split(".")[1]);
      const expected = { etcdVersion: { major: 3, minor } };
      const dataDir = `${member.dir}/new.etcd`;
      const report = await ourReport(dataDir, { expected });
      assertEquals(codesOf(report), isGood ? [] : ["ETCD_TOO_OLD"]);
      const config = await Deno.readTextFile(`${member.dir}/etcd.conf.yaml`);
      const start = { config, workDir: member.dir, limitMs: LIMIT_MS };
      const outcome = await realStart({ line: to, ...start });
      assertEquals(outcome, isGood ? "serves" : "ends");
    },
  });
}

for (const line of ["3.5", "3.6"] as const) {
  Deno.test(`validateMember() follows a late member of ${line} through its leader's database to its removal`, async () => {
    await using member = await startMember({
      line,
      config: {
        extra: {
          "snapshot-count": 20,
          "experimental-snapshot-catchup-entries": 5,
        },
      },
    });
    const { clientUrl } = member.etcd;
    await writeLoad({ clientUrl, valueBytes: 10, count: 100, writers: 8 });
    const late = await addLate(member, line);
    await using etcd = await startBareEtcd(late.start);
    await until("a snapshot of the leader", async () => {
      const { snap } = await judgeOurselves(late.member, "sanity");
      return snap.facts.taken !== undefined;
    });
    await etcd.stop();
    const report = await ourReport(late.dataDir);
    assertEquals([report.verdict, codesOf(report)], ["valid", []]);
    const { facts } = report;
    assertGreater(facts.wal?.start.index ?? 0n, 50n);
    assertEquals(facts.memberId, late.id);
    await checkSentDatabase(late.dataDir, facts.wal?.start.index ?? 0n);

    const removed = await removeUntilKnown(member, late, line);
    assertEquals([removed.verdict, codesOf(removed)], ["invalid", [
      "MEMBER_REMOVED",
    ]]);
    await using gone = await startBareEtcd(late.start);
    await gone.status;
  });
}

/**
 * The log goes on, so that it holds its removal; but the leader may send a
 * member away before it has told it. Then nothing on its disk is wrong.
 */
async function removeUntilKnown(
  member: RunningMember,
  first: LateMember,
  line: EtcdLine,
): Promise<MemberReport> {
  const endpoints = { endpoints: member.etcd.clientUrl };
  let late = first;
  for (let round = 0; round < 10; round++) {
    {
      await using etcd = await startBareEtcd(late.start);
      await until("the member to follow", () => etcd.stderr().includes("raft"));
      await memberRemove(endpoints, late.id);
      await etcd.status;
    }
    const report = await ourReport(late.dataDir);
    if (report.facts.isRemoved) return report;
    assertEquals([report.verdict, codesOf(report)], ["valid", []]);
    await Deno.remove(late.start.workDir, { recursive: true });
    late = await addLate(member, line);
  }
  throw new Error("It was never told of its removal");
}

/** As if etcd had been killed before it put the leader's database in place. */
async function checkSentDatabase(
  dataDir: string,
  index: bigint,
): Promise<void> {
  const snap = `${dataDir}/member/snap`;
  const sent = `${snap}/${index.toString(16).padStart(16, "0")}.snap.db`;
  await copyTree(dataDir, `${dataDir}.kept`);
  await Deno.rename(`${snap}/db`, sent);
  for (const mode of ["sanity", "full"] as const) {
    const report = await ourReport(dataDir, { mode });
    assertEquals([report.verdict, codesOf(report)], ["valid", []]);
    const codes = report.findings.map(({ code }) => code);
    assert(codes.includes("DB_FROM_LEADER"), codes.join());
  }
  await Deno.writeTextFile(sent, "damaged");
  assertEquals((await ourReport(dataDir)).verdict, "invalid");
  await copyTree(`${dataDir}.kept`, dataDir);
}

interface LateMember {
  readonly start: Parameters<typeof startBareEtcd>[0] & {
    readonly workDir: string;
  };
  readonly dataDir: string;
  readonly member: string;
  readonly id: string;
}

async function addLate(
  member: RunningMember,
  line: EtcdLine,
): Promise<LateMember> {
  const [clientPort = 0, peerPort = 0] = freePorts(2);
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  const endpoints = { endpoints: member.etcd.clientUrl };
  const { id } = await memberAddAsLearner(endpoints, "late", peerUrl);
  const workDir = `${member.dir}/late`;
  await Deno.mkdir(workDir);
  const dataDir = `${workDir}/new.etcd`;
  const config = memberConfig({
    name: "late",
    dataDir,
    clientPort,
    peerPort,
    fast: true,
    state: "existing",
    cluster: [
      { name: "etcd-main-0", peerUrl: member.peerUrl },
      { name: "late", peerUrl },
    ],
  });
  const etcd = await provisionEtcd(line);
  const start = { etcd, workDir, config, waitForRead: false };
  return { start, dataDir, member: `${dataDir}/member`, id };
}

async function oldestSegment(dataDir: string): Promise<string> {
  const names = await Array.fromAsync(Deno.readDir(`${dataDir}/member/wal`));
  const [name] = names.map(({ name }) => name)
    .filter((name) => name.endsWith(".wal")).sort();
  return `${dataDir}/member/wal/${name}`;
}

async function writtenBytes(file: string): Promise<number> {
  const bytes = await Deno.readFile(file);
  return bytes.findLastIndex((byte) => byte !== 0) + 1;
}

/** Blanks a part of a file, or cuts it off. */
async function tear(file: string, from: number, to: number): Promise<void> {
  if (to === Infinity) return await Deno.truncate(file, from);
  using open = await Deno.open(file, { write: true });
  await open.seek(from, Deno.SeekMode.Start);
  await open.write(new Uint8Array(to - from));
}
