import { assert, assertEquals, assertGreater } from "@std/assert";
import { findEtcdLines } from "../../support/find_etcd_lines.ts";
import { startMember } from "../../support/running_member.ts";
import { writeLoad } from "../wal/write_load.ts";
import { ourReport } from "./our_report.ts";

for (const { line, missing } of await findEtcdLines(["3.4", "3.5", "3.6"])) {
  const suffix = missing === undefined ? "" : ` (skipped: ${missing})`;
  Deno.test({
    name: `validateMember() finds nothing in a member of ${line}${suffix}`,
    ignore: missing !== undefined,
    fn: async () => {
      await using member = await startMember({
        line,
        config: { extra: { "snapshot-count": 20 } },
      });
      const { clientUrl } = member.etcd;
      await writeLoad({ clientUrl, valueBytes: 300, count: 70, writers: 3 });
      await member.etcd.stop();
      const expected = {
        name: "etcd-main-0",
        clusterNames: ["etcd-main-0"],
        quotaBytes: 0,
        etcdVersion: { major: 3, minor: Number(line.split(".")[1]) },
      };
      for (const mode of ["sanity", "full"] as const) {
        const options = { mode, expected };
        const report = await ourReport(`${member.dir}/new.etcd`, options);
        assertEquals(report.findings, []);
        assertEquals(report.verdict, "valid");
        assertEquals(report.mode, mode);
        const { facts } = report;
        assertEquals(facts.dataDir, "member");
        assertEquals(facts.name, "etcd-main-0");
        assertEquals(facts.memberId, facts.database?.members[0]?.id);
        assertEquals(facts.wal?.membership?.index, 1n);
        assertGreater(facts.wal?.start.index ?? 0n, 50n);
      }
    },
  });
}

Deno.test("validateMember() says that a running etcd holds the lock", async () => {
  await using member = await startMember();
  const dataDir = `${member.dir}/new.etcd`;
  const { verdict, findings } = await ourReport(dataDir);
  assertEquals(verdict, "locked");
  assertEquals(findings.map(({ code }) => code), ["MEMBER_LOCKED"]);
  assert(findings[0]?.message.startsWith(`Process ${member.etcd.pid} holds`));
});

Deno.test("validateMember() waits for a lock and goes on when it is free", async () => {
  await using member = await startMember();
  const dataDir = `${member.dir}/new.etcd`;
  const holders: (number | undefined)[] = [];
  const { verdict } = await ourReport(dataDir, {
    lockTimeoutMs: 30_000,
    onLockWait: (pid) => {
      holders.push(pid);
      member.etcd.stop();
    },
  });
  assertEquals(verdict, "valid");
  assertEquals(holders, [member.etcd.pid]);
});
