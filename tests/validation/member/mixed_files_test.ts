import { assertEquals } from "@std/assert";
import type { EtcdLine } from "../../support/etcd/etcd_line.ts";
import { findEtcdLines } from "../../support/find_etcd_lines.ts";
import {
  copyTree,
  createMixedMember,
  type MixedMember,
  removeTree,
} from "./mixed_members.ts";
import { codesOf, ourReport } from "./our_report.ts";
import { realStart } from "./real_start.ts";

/** With and without a snapshot to start from, and one of another cluster. */
interface Members {
  readonly long: MixedMember;
  readonly short: MixedMember;
  readonly other: MixedMember;
}

/** What is put together, and what becomes of it. */
interface Mixture {
  readonly name: string;
  /** Whose directory it is. */
  readonly of: "long" | "short";
  readonly state: "earlier" | "later";
  readonly change: (member: string, members: Members) => Promise<void>;
  readonly codes: readonly string[];
  /** The lines that serve with it; the others end, or hang. */
  readonly serving: readonly EtcdLine[];
}

const ALL = ["3.4", "3.5", "3.6"] as const;

const MIXTURES: readonly Mixture[] = [
  {
    name: "no database, and a log that begins with a snapshot",
    of: "long",
    state: "later",
    change: (member) => removeTree(`${member}/snap/db`),
    codes: ["DB_MISSING"],
    serving: [],
  },
  {
    name: "an empty database, and a log that begins with a snapshot",
    of: "long",
    state: "later",
    change: (member) => Deno.writeTextFile(`${member}/snap/db`, ""),
    codes: ["DB_EMPTY"],
    serving: [],
  },
  {
    name: "no database, and a whole log",
    of: "short",
    state: "later",
    change: (member) => removeTree(`${member}/snap/db`),
    codes: ["DB_REBUILT"],
    serving: ALL,
  },
  {
    name: "an empty database, and a whole log",
    of: "short",
    state: "later",
    change: (member) => Deno.writeTextFile(`${member}/snap/db`, ""),
    codes: ["DB_REBUILT"],
    serving: ALL,
  },
  {
    name: "nothing but a log with all its snapshots gone",
    of: "long",
    state: "later",
    change: (member) => removeTree(`${member}/snap`),
    codes: ["DB_REBUILT"],
    serving: ALL,
  },
  {
    name: "a database from before the snapshot",
    of: "long",
    state: "later",
    change: (member, { long }) =>
      copyTree(`${long.earlier}/member/snap/db`, `${member}/snap/db`),
    codes: ["DB_BEHIND_SNAPSHOT"],
    serving: [],
  },
  {
    name: "an older database, and a whole log",
    of: "short",
    state: "later",
    change: (member, { short }) =>
      copyTree(`${short.earlier}/member/snap/db`, `${member}/snap/db`),
    codes: [],
    serving: ALL,
  },
  {
    name: "snapshots and a database that are older than the log",
    of: "long",
    state: "later",
    change: (member, { long }) =>
      copyTree(`${long.earlier}/member/snap`, `${member}/snap`),
    codes: [],
    serving: ALL,
  },
  {
    name: "a newer database and an older log with a snapshot",
    of: "long",
    state: "earlier",
    change: (member, { long }) =>
      copyTree(`${long.later}/member/snap/db`, `${member}/snap/db`),
    codes: ["DB_AHEAD_OF_LOG"],
    serving: [],
  },
  {
    name: "a newer database and an older whole log",
    of: "short",
    state: "earlier",
    change: (member, { short }) =>
      copyTree(`${short.later}/member/snap/db`, `${member}/snap/db`),
    codes: ["DB_AHEAD_OF_LOG"],
    serving: [],
  },
  {
    name: "a database of another cluster, which fits by its index",
    of: "long",
    state: "later",
    change: (member, { other }) =>
      copyTree(`${other.later}/member/snap/db`, `${member}/snap/db`),
    codes: ["DB_OTHER_MEMBER"],
    serving: ["3.4", "3.5"],
  },
  {
    name: "a log of another cluster",
    of: "long",
    state: "later",
    change: (member, { other }) =>
      copyTree(`${other.later}/member/wal`, `${member}/wal`),
    codes: ["SNAP_OTHER_MEMBER"],
    serving: [],
  },
  {
    name: "snapshots of another cluster",
    of: "long",
    state: "later",
    change: async (member, { other, long }) => {
      await copyTree(`${other.later}/member/snap`, `${member}/snap`);
      await copyTree(`${long.later}/member/snap/db`, `${member}/snap/db`);
    },
    codes: ["SNAP_OTHER_MEMBER"],
    serving: [],
  },
  {
    name: "a database and no log",
    of: "short",
    state: "later",
    change: (member) => removeTree(`${member}/wal`),
    codes: ["WAL_MISSING"],
    serving: [],
  },
  {
    name: "a database, snapshots and no log",
    of: "long",
    state: "later",
    change: (member) => removeTree(`${member}/wal`),
    codes: ["WAL_MISSING"],
    serving: [],
  },
  {
    name: "no snapshot files, a database and a whole log",
    of: "long",
    state: "later",
    change: async (member) => {
      for await (const { name } of Deno.readDir(`${member}/snap`)) {
        if (name !== "db") await removeTree(`${member}/snap/${name}`);
      }
    },
    codes: [],
    serving: ALL,
  },
];

for (const { line, missing } of await findEtcdLines(["3.4", "3.5", "3.6"])) {
  const suffix = missing === undefined ? "" : ` (skipped: ${missing})`;
  Deno.test({
    name:
      `validateMember() foretells what etcd ${line} does with mixed files${suffix}`,
    ignore: missing !== undefined,
    fn: () => checkMixtures(line),
  });
}

/**
 * Creates a member that has a snapshot of the same name as one of another's:
 * its log then takes that for its own.
 */
async function createTwin(
  line: EtcdLine,
  options: Parameters<typeof createMixedMember>[1],
  twin: MixedMember,
): Promise<MixedMember> {
  const wanted = await snapshotNames(twin);
  for (let attempt = 0; attempt < 10; attempt++) {
    const member = await createMixedMember(line, options);
    const names = await snapshotNames(member);
    if (names.some((name) => wanted.includes(name))) return member;
    await member[Symbol.asyncDispose]();
  }
  throw new Error(`No member has the snapshots ${wanted}`);
}

async function snapshotNames({ later }: MixedMember): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(`${later}/member/snap`));
  return entries.map(({ name }) => name)
    .filter((name) => name.endsWith(".snap"));
}

/** Long enough for any start, and for one that is known to hang. */
const LIMIT_MS = 30_000;
const HANGING_LIMIT_MS = 1_500;

async function checkMixtures(line: EtcdLine): Promise<void> {
  const long = { token: "long", snapshotCount: 20 };
  const short = { token: "short", snapshotCount: 10_000 };
  const other = { token: "other", snapshotCount: 20 };
  await using one = await createMixedMember(line, long);
  await using two = await createMixedMember(line, short);
  await using three = await createTwin(line, other, one);
  const members = { long: one, short: two, other: three };
  for (const mixture of MIXTURES) {
    const { name, of, state, codes, change, serving } = mixture;
    const { dir, dataDir, config, [state]: base } = members[of];
    await copyTree(base, dataDir);
    await change(`${dataDir}/member`, members);
    for (const mode of ["sanity", "full"] as const) {
      const report = await ourReport(dataDir, { mode });
      assertEquals(codesOf(report), codes, name);
      const isValid = report.findings.every((it) => it.severity !== "error");
      assertEquals(report.verdict, isValid ? "valid" : "invalid", name);
    }
    const isServing = serving.includes(line);
    const limitMs = isServing ? LIMIT_MS : HANGING_LIMIT_MS;
    const etcd = { line, config, workDir: dir, limitMs };
    assertEquals(await realStart(etcd) === "serves", isServing, name);
  }
}
