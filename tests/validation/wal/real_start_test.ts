import { assertEquals, assertGreater } from "@std/assert";
import { createRandom } from "../../config/mutations.ts";
import { type BareEtcd, startBareEtcd } from "../../support/bare_etcd.ts";
import type { EtcdLine } from "../../support/etcd/etcd_line.ts";
import { provisionEtcd } from "../../support/etcd/provision.ts";
import { findEtcdLines } from "../../support/find_etcd_lines.ts";
import { startMember } from "../../support/running_member.ts";
import { until } from "../../support/until.ts";
import { damaged, DAMAGES } from "./damage.ts";
import { type MemberFiles, readMemberFiles } from "./member_files.ts";
import { writeMemberFiles } from "./member_files.ts";
import { judgeOurselves } from "./our_judgement.ts";
import { REWRITINGS, rewritten } from "./rewriting.ts";
import { writeLoad } from "./write_load.ts";

for (const { line, missing } of await findEtcdLines(["3.5", "3.6"])) {
  const suffix = missing === undefined ? "" : ` (skipped: ${missing})`;
  Deno.test({
    name: `validateWal() foretells whether etcd ${line} starts${suffix}`,
    ignore: missing !== undefined,
    fn: () => compareStarts(line),
  });
}

/** Starts a real etcd on each kind of mutation, once. */
async function compareStarts(line: EtcdLine): Promise<void> {
  await using member = await startMember({
    line,
    config: { extra: { "snapshot-count": 20 } },
  });
  const { clientUrl } = member.etcd;
  await writeLoad({ clientUrl, valueBytes: 300, count: 70, writers: 3 });
  await member.etcd.stop();
  const memberDir = `${member.dir}/new.etcd/member`;
  const files = await readMemberFiles(memberDir);
  const db = await Deno.readFile(`${memberDir}/snap/db`);
  const config = await Deno.readTextFile(`${member.dir}/etcd.conf.yaml`);
  const differences: string[] = [];
  let started = 0;
  for (const [at, { kind, mutated }] of mutations(files).entries()) {
    await writeMemberFiles(memberDir, mutated);
    await Deno.writeFile(`${memberDir}/snap/db`, db);
    const { errors, codes } = await judgeOurselves(memberDir, "full");
    // Without a segment etcd takes the member for a new one.
    if (mutated.wal.size === 0) continue;
    await using etcd = await startBareEtcd({
      etcd: await provisionEtcd(line),
      config,
      workDir: member.dir,
      waitForRead: false,
    });
    const starts = await isStarting(etcd);
    if (starts) started++;
    if (starts !== (errors.length === 0)) {
      const end = etcd.stderr().trimEnd().split("\n").slice(-3).join("\n");
      differences.push(
        `${at} ${kind}: we ${codes}, it starts: ${starts}\n${end}`,
      );
    }
  }
  assertEquals(differences, []);
  assertGreater(started, 10);
}

function mutations(
  files: MemberFiles,
): { kind: string; mutated: MemberFiles }[] {
  const kinds = [
    ...Object.keys(DAMAGES).map((kind) => ({ kind, mutate: damaged })),
    ...Object.keys(REWRITINGS).map((kind) => ({ kind, mutate: rewritten })),
  ];
  return kinds.map(({ kind, mutate }, at) => ({
    kind,
    mutated: mutate(files, kind, createRandom(77 + at)),
  }));
}

/** Whether raft has begun its work, before which every refusal happens. */
async function isStarting(etcd: BareEtcd): Promise<boolean> {
  let hasEnded = false;
  etcd.status.then(() => hasEnded = true);
  const hasBegun = () => RAFT_BEGINS_REGEXP.test(etcd.stderr());
  await until("etcd to start or to end", () => hasEnded || hasBegun());
  return hasBegun();
}

const RAFT_BEGINS_REGEXP = /newRaft [0-9a-f]+ \[peers/;
