import { assertEquals } from "@std/assert";
import { startBareEtcd } from "../support/bare_etcd.ts";
import type { EtcdLine } from "../support/etcd/etcd_line.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { findEtcdLines } from "../support/find_etcd_lines.ts";
import { startMember } from "../support/running_member.ts";
import { until } from "../support/until.ts";
import { createRandom } from "../config/mutations.ts";
import { ourReport } from "../validation/member/our_report.ts";
import { writeLoad } from "../validation/wal/write_load.ts";

/** Of each line; 60 in all. */
const KILLS = 20;

for (const { line, missing } of await findEtcdLines(["3.4", "3.5", "3.6"])) {
  const suffix = missing === undefined ? "" : ` (skipped: ${missing})`;
  Deno.test({
    name:
      `validateMember() finds a member of ${line} valid after each of ${KILLS} SIGKILLs under load${suffix}`,
    ignore: missing !== undefined,
    fn: () => checkKills(line),
  });
}

async function checkKills(line: EtcdLine): Promise<void> {
  await using member = await startMember({
    line,
    config: { extra: { "snapshot-count": 50 } },
  });
  await member.etcd.stop();
  const config = await Deno.readTextFile(`${member.dir}/etcd.conf.yaml`);
  const start = {
    etcd: await provisionEtcd(line),
    config,
    workDir: member.dir,
  };
  const random = createRandom(60);
  for (let kill = 1; kill <= KILLS; kill++) {
    await using etcd = await startBareEtcd(start);
    let written = 0;
    const load = writeLoad({
      clientUrl: etcd.clientUrl,
      valueBytes: 10 + random(40_000),
      writers: 1 + random(12),
      onWritten: (count) => written = count,
    });
    const least = 1 + random(300);
    await until("some writes", () => written >= least);
    await etcd.kill();
    await load;
    for (const mode of ["sanity", "full"] as const) {
      const report = await ourReport(`${member.dir}/new.etcd`, { mode });
      const said = report.findings.filter(({ severity }) => severity !== "info")
        .map(({ code, message }) => `${code} ${message}`);
      const isTorn = report.verdict === "repairable";
      assertEquals(said.length, isTorn ? 1 : 0, `${kill}: ${said.join("\n")}`);
      assertEquals(report.verdict, isTorn ? "repairable" : "valid");
    }
  }
}
