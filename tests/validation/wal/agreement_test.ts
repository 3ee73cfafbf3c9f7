import { assertEquals, assertGreater } from "@std/assert";
import { createRandom } from "../../config/mutations.ts";
import { findEtcdLines } from "../../support/find_etcd_lines.ts";
import { startMember } from "../../support/running_member.ts";
import { tempDir } from "../../support/temp_dir.ts";
import {
  startWalVerify,
  type WritePlan,
} from "../../support/wal_verify/wal_verify.ts";
import { type Agreement, compareMutations } from "./agreement.ts";
import { readMemberFiles } from "./member_files.ts";
import { writeLoad } from "./write_load.ts";

/** Each is some 60 mutations. */
const ROUNDS = 10;

Deno.test("validateWal() agrees with etcd on mutations of logs in small segments", async () => {
  await using walVerify = await startWalVerify();
  await using dir = await tempDir();
  const agreement = { accepted: 0, rejected: 0, differences: [] };
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const base = `${dir.path}/base-${seed}`;
    await walVerify.write(base, planOf(seed));
    const files = await readMemberFiles(base);
    const options = { walVerify, files, seed, dir: `${dir.path}/mutated` };
    await compareMutations(options, agreement);
  }
  checkAgreement(agreement, 100);
});

for (const { line, missing } of await findEtcdLines(["3.4", "3.5", "3.6"])) {
  const suffix = missing === undefined ? "" : ` (skipped: ${missing})`;
  Deno.test({
    name:
      `validateWal() agrees with etcd on mutations of a log of ${line}${suffix}`,
    ignore: missing !== undefined,
    fn: async () => {
      await using member = await startMember({
        line,
        config: { extra: { "snapshot-count": 20 } },
      });
      const { clientUrl } = member.etcd;
      await writeLoad({ clientUrl, valueBytes: 300, count: 70, writers: 3 });
      await member.etcd.stop();
      const files = await readMemberFiles(`${member.dir}/new.etcd/member`);
      await using walVerify = await startWalVerify();
      const agreement = { accepted: 0, rejected: 0, differences: [] };
      for (const seed of [1, 2]) {
        const options = { walVerify, files, seed, dir: `${member.dir}/m` };
        await compareMutations(options, agreement);
      }
      checkAgreement(agreement, 30);
    },
  });
}

function planOf(seed: number): WritePlan {
  const random = createRandom(seed);
  return {
    seed,
    segmentBytes: 4_096 + random(20_000),
    entries: 50 + random(400),
    maxEntrySize: 1 + random(1_000),
    snapshotEvery: random(3) === 0 ? 0 : 20 + random(80),
    leaderChangeIn: random(20),
    restartIn: random(30),
    catchUpIn: random(2) * random(40),
  };
}

/** Enough of both verdicts, or it would not have been a test. */
function checkAgreement(agreement: Agreement, least: number): void {
  // All of them would take the comparison minutes to show.
  assertEquals(agreement.differences.slice(0, 5), []);
  assertGreater(agreement.accepted, least);
  assertGreater(agreement.rejected, least);
}
