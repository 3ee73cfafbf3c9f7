import { assertEquals, assertGreater } from "@std/assert";
import { createRandom } from "../config/mutations.ts";
import type { EtcdLine } from "../support/etcd/etcd_line.ts";
import { findEtcdLines } from "../support/find_etcd_lines.ts";
import {
  copyTree,
  createMixedMember,
  type MixedMember,
  removeTree,
} from "../validation/member/mixed_members.ts";
import { codesOf, ourReport } from "../validation/member/our_report.ts";
import { realStart } from "../validation/member/real_start.ts";

/** How many mixtures of each line are tried. */
const MIXTURES = 100;
/** Any start is quicker, and one that hangs is watched for less. */
const LIMIT_MS = 30_000;
const HANGING_LIMIT_MS = 1_000;

/**
 * With these etcd may serve all the same: another history than the log's, or
 * after it has dropped some of its own entries (docs/validation.md).
 */
const SERVED = ["DB_AHEAD_OF_LOG", "DB_OTHER_MEMBER", "DB_OTHER_TERM"];

for (const { line, missing } of await findEtcdLines(["3.4", "3.5", "3.6"])) {
  const suffix = missing === undefined ? "" : ` (skipped: ${missing})`;
  Deno.test({
    name:
      `validateMember() agrees with the start of etcd ${line} on ${MIXTURES} seeded mixtures${suffix}`,
    ignore: missing !== undefined,
    fn: () => compareMixtures(line),
  });
}

async function compareMixtures(line: EtcdLine): Promise<void> {
  await using a = await createMixedMember(line, LONG_A);
  await using b = await createMixedMember(line, LONG_B);
  await using c = await createMixedMember(line, SHORT);
  const members = [a, b, c];
  const counts = { valid: 0, invalid: 0, repairable: 0 };
  for (let seed = 1; seed <= MIXTURES; seed++) {
    const random = createRandom(seed);
    const member = members[random(members.length)] ?? a;
    await mix(member, members, random);
    const what = `seed ${seed}`;
    const sanity = await ourReport(member.dataDir, { mode: "sanity" });
    const { verdict, ...full } = await ourReport(member.dataDir);
    const codes = codesOf({ verdict, ...full });
    const isGood = verdict !== "invalid";
    if (verdict === "absent") throw new Error(`${what}: no member`);
    // Damage in the database's pages is for a full validation to find.
    if (isGood) assertEquals(sanity.verdict, verdict, what);
    counts[verdict as keyof typeof counts]++;
    const start = await realStart({
      line,
      config: member.config,
      workDir: member.dir,
      limitMs: isGood ? LIMIT_MS : HANGING_LIMIT_MS,
    });
    if (isGood) assertEquals(start, "serves", `${what}: ${codes}`);
    else if (start === "serves") {
      const explained = codes.filter((code) => SERVED.includes(code));
      assertGreater(explained.length, 0, `${what}: ${codes}, it serves`);
    }
  }
  // Enough of both, or it would not have been a test.
  assertGreater(counts.valid + counts.repairable, 15);
  assertGreater(counts.invalid, 30);
}

const LONG_A = { token: "a", snapshotCount: 20 };
const LONG_B = { token: "b", snapshotCount: 20 };
const SHORT = { token: "c", snapshotCount: 10_000 };

type Random = (below: number) => number;

/** Takes each part from somewhere, mostly from the member itself. */
async function mix(
  member: MixedMember,
  members: readonly MixedMember[],
  random: Random,
): Promise<void> {
  const pick = () => {
    const others = random(4) === 0 ? members : [member];
    const { earlier, later } = others[random(others.length)] ?? member;
    return random(2) === 0 ? earlier : later;
  };
  const target = `${member.dataDir}/member`;
  await copyTree(pick(), member.dataDir);
  await copyTree(`${pick()}/member/wal`, `${target}/wal`);
  if (random(2) === 0) {
    await copyTree(`${pick()}/member/snap`, `${target}/snap`);
  }
  const db = random(2) === 0 ? pick() : undefined;
  if (db !== undefined) {
    await copyTree(`${db}/member/snap/db`, `${target}/snap/db`);
  }
  const changes = [staleMeta, tornTail, noSnapshot, noDatabase];
  const change = changes[random(2 * changes.length)];
  await change?.(target, random);
}

/** Breaks the newer meta page, so that the transaction before counts. */
async function staleMeta(target: string): Promise<void> {
  const path = `${target}/snap/db`;
  const bytes = await Deno.readFile(path);
  const view = new DataView(bytes.buffer);
  const txid = (page: number) => view.getBigUint64(page * 4096 + 16 + 48, true);
  const newer = txid(0) > txid(1) ? 0 : 1;
  bytes[newer * 4096 + 16 + 56] = (bytes[newer * 4096 + 16 + 56] ?? 0) ^ 1;
  await Deno.writeFile(path, bytes);
}

/** Takes whole sectors off the end of what is written. */
async function tornTail(target: string, random: Random): Promise<void> {
  const names = await Array.fromAsync(Deno.readDir(`${target}/wal`));
  const last = names.map(({ name }) => name)
    .filter((name) => name.endsWith(".wal")).sort().at(-1);
  const path = `${target}/wal/${last}`;
  const bytes = await Deno.readFile(path);
  const written = bytes.findLastIndex((byte) => byte !== 0) + 1;
  const from = (Math.floor(written / 512) - random(4)) * 512;
  using file = await Deno.open(path, { write: true });
  await file.seek(from, Deno.SeekMode.Start);
  await file.write(new Uint8Array(written - from));
}

async function noSnapshot(target: string): Promise<void> {
  for await (const { name } of Deno.readDir(`${target}/snap`)) {
    if (name.endsWith(".snap")) await removeTree(`${target}/snap/${name}`);
  }
}

async function noDatabase(target: string): Promise<void> {
  await removeTree(`${target}/snap/db`);
}
