import { assertEquals, assertRejects } from "@std/assert";
import { validateWal } from "../../../lib/validation/wal/validate_wal.ts";
import { type Said, writeSmallLog } from "./made_log.ts";
import { cutRecords } from "./segment_bytes.ts";
import { codesOf, full, sanity, withDir } from "./validate_made_log.ts";

const SOUND: readonly Said[] = [
  ["entry", 1, 1],
  ["entry", 1, 2],
  ["state", 1, 7, 2],
];

Deno.test("validateWal() sums up a log", async () => {
  await withDir(async (walDir) => {
    await writeSmallLog(walDir, ...SOUND, ["entry", 1, 3]);
    assertEquals(await full(walDir), {
      findings: [],
      facts: {
        memberId: 7n,
        clusterId: 9n,
        firstIndex: 1n,
        lastIndex: 3n,
        commit: 2n,
        term: 1n,
        vote: 7n,
        snapshots: [{ index: 0n, term: 0n }],
        start: { index: 0n, term: 0n },
        tornTail: undefined,
        repair: undefined,
        terms: [{ index: 1n, term: 1n }],
        membership: undefined,
        segments: 1,
      },
    });
  });
});

/** What a log of one segment can say, and what we say about it. */
const FINDINGS: readonly (readonly [codes: string, ...said: Said[]])[] = [
  ["WAL_NO_ENTRIES"],
  ["WAL_ENTRY_GAP", ["entry", 1, 1], ["entry", 1, 3]],
  ["WAL_ENTRY_GAP", ["entry", 1, 2]],
  ["WAL_COMMIT", ["entry", 1, 1], ["state", 1, 7, 2]],
  ["WAL_METADATA", ...SOUND, ["metadata", 7, 8]],
  ["WAL_RECORD_TYPE", ...SOUND, ["raw", 6, 1]],
  ["WAL_CONTENT", ...SOUND, ["raw", 2, 0x18]],
  ["WAL_CONTENT", ...SOUND, ["raw", 3, 0x18]],
  ["WAL_CONTENT", ...SOUND, ["raw", 5, 0x1a, 2, 8]],
  ["WAL_SNAPSHOT_TERM", ...SOUND, ["snapshot", 0, 1], ["snapshot", 0, 0]],
  ["WAL_ENTRY_TERM", ...SOUND, ["entry", 3, 3], ["entry", 2, 4]],
  ["WAL_OVERWRITE", ...SOUND, ["entry", 2, 2]],
  ["WAL_STATE_TERM", ["state", 2, 7, 0], ...SOUND],
  ["WAL_STATE_VOTE", ["state", 1, 8, 0], ...SOUND],
  ["WAL_STATE_COMMIT", ...SOUND, ["state", 1, 7, 1]],
];

for (const [code, ...said] of FINDINGS) {
  const words = said.map((it) => it.join(" ")).join(", ");
  Deno.test(`validateWal() finds ${code} in "${words}"`, async () => {
    await withDir(async (walDir) => {
      const file = await writeSmallLog(walDir, ...said);
      const { findings } = await full(walDir);
      assertEquals(codesOf({ findings }), [code]);
      assertEquals(findings[0]?.file, file);
      assertEquals(codesOf(await sanity(walDir)), [code]);
    });
  });
}

Deno.test("validateWal() lets a snapshot stand in for entries that are missing", async () => {
  await withDir(async (walDir) => {
    await writeSmallLog(
      walDir,
      ["entry", 1, 1],
      ["snapshot", 10, 2],
      ["state", 2, 0, 10],
      ["entry", 2, 11],
    );
    const { findings, facts } = await full(walDir);
    assertEquals(findings, []);
    assertEquals(facts?.start, { index: 10n, term: 2n });
    // The file of that snapshot is not there: etcd has to begin at entry 1.
    const without = await full(walDir, { snapshotFiles: [] });
    assertEquals(codesOf(without), ["WAL_ENTRY_GAP"]);
  });
});

Deno.test("validateWal() does not begin with a snapshot that is not committed", async () => {
  await withDir(async (walDir) => {
    await writeSmallLog(walDir, ...SOUND, ["snapshot", 3, 1]);
    const { facts } = await full(walDir);
    assertEquals(facts?.start, { index: 0n, term: 0n });
    assertEquals(facts?.snapshots, [{ index: 0n, term: 0n }]);
  });
});

Deno.test("validateWal() tells a write that was cut off from damage", async () => {
  await withDir(async (walDir) => {
    const file = await writeSmallLog(walDir, ...SOUND, ["entry", 1, 3]);
    const sound = await Deno.readFile(file);
    const records = cutRecords(sound);
    const last = records.at(-1);
    const end = (last?.offset ?? 0) + (last?.bytes.length ?? 0);
    // The file ends in the middle of a record.
    await Deno.writeFile(file, sound.slice(0, end - 3));
    const torn = await full(walDir);
    assertEquals(codesOf(torn), ["WAL_TORN_TAIL"]);
    assertEquals(torn.facts?.tornTail, { file, offset: last?.offset });
    assertEquals(torn.facts?.lastIndex, 2n);
    // A length in the middle is wrong, and whole records follow.
    const { offset = 0 } = records[4] ?? {};
    await Deno.writeFile(file, sound.with(offset + 2, 0xff));
    assertEquals(codesOf(await full(walDir)), ["WAL_TORN_MIDDLE"]);
    // A zero where a record begins looks like the end.
    await Deno.writeFile(file, sound.fill(0, offset, offset + 8));
    assertEquals(codesOf(await full(walDir)), ["WAL_BEHIND_END"]);
  });
});

Deno.test("validateWal() names file and place of a wrong checksum", async () => {
  await withDir(async (walDir) => {
    const file = await writeSmallLog(walDir, ...SOUND);
    const bytes = await Deno.readFile(file);
    const { offset = 0, bytes: record } = cutRecords(bytes)[3] ?? {};
    const at = offset + (record?.findLastIndex((byte) => byte !== 0) ?? 0);
    await Deno.writeFile(file, bytes.with(at, 0x55));
    const { findings: [finding] } = await full(walDir);
    assertEquals(finding?.code, "WAL_CRC");
    assertEquals(finding?.severity, "error");
    assertEquals(finding?.file, file);
    assertEquals(finding?.offset, offset);
  });
});

Deno.test("validateWal() says what else lies in the directory", async () => {
  await withDir(async (walDir) => {
    await writeSmallLog(walDir, ...SOUND);
    await Deno.mkdir(`${walDir}.tmp`);
    for (const name of ["0.tmp", "x.wal.broken", "odd", "odd.wal"]) {
      await Deno.writeTextFile(`${walDir}/${name}`, "");
    }
    const { findings } = await full(walDir);
    const said = findings.map(({ code, severity, file }) =>
      `${severity} ${code} ${file.slice(walDir.length)}`
    );
    assertEquals(said, [
      "info WAL_LEFTOVER /0.tmp",
      "info WAL_FOREIGN_FILE /odd",
      "warning WAL_FOREIGN_FILE /odd.wal",
      "info WAL_LEFTOVER /x.wal.broken",
      "info WAL_LEFTOVER .tmp",
    ]);
  });
});

Deno.test("validateWal() misses a log that is not there", async () => {
  await withDir(async (walDir) => {
    const { findings, facts } = await full(walDir);
    assertEquals(codesOf({ findings }), ["WAL_MISSING"]);
    assertEquals(facts, undefined);
  });
});

Deno.test("validateWal() reports a segment that cannot be read", async () => {
  await withDir(async (walDir) => {
    const name = `${"0".repeat(16)}-${"0".repeat(16)}.wal`;
    await Deno.mkdir(`${walDir}/${name}`, { recursive: true });
    assertEquals(codesOf(await full(walDir)), ["WAL_READ"]);
  });
});

Deno.test("validateWal() changes nothing", async () => {
  await withDir(async (walDir) => {
    const file = await writeSmallLog(walDir, ...SOUND);
    const bytes = await Deno.readFile(file);
    await Deno.writeFile(file, bytes.slice(0, -REST_BYTES - 5));
    await Deno.chmod(file, 0o400);
    const before = await Deno.stat(file);
    await full(walDir);
    const after = await Deno.stat(file);
    assertEquals(after.size, before.size);
    assertEquals(after.mtime, before.mtime);
    assertEquals(after.ctime, before.ctime);
    assertEquals((await Array.fromAsync(Deno.readDir(walDir))).length, 1);
  });
});

const REST_BYTES = 4096;

Deno.test("validateWal() reports its progress up to the end", async () => {
  await withDir(async (walDir) => {
    const file = await writeSmallLog(walDir, ...SOUND);
    await Deno.truncate(file, 5_000_000);
    const progress: [number, number][] = [];
    await full(walDir, { onProgress: (...it) => progress.push(it) });
    assertEquals(progress.at(-1), [5_000_000, 5_000_000]);
    const done = progress.map(([it]) => it);
    assertEquals(done, done.toSorted((a, b) => a - b));
  });
});

Deno.test("validateWal() rejects with the signal's reason", async () => {
  await withDir(async (walDir) => {
    await writeSmallLog(walDir, ...SOUND);
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error("enough"));
    const options = { mode: "full", signal: stop.signal, onProgress } as const;
    await assertRejects(() => validateWal(walDir, options), Error, "enough");
    await assertRejects(() => validateWal(walDir, options), Error, "enough");
  });
});
