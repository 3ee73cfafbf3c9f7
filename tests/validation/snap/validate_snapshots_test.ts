import { assertEquals, assertRejects } from "@std/assert";
import type { SnapshotReport } from "../../../lib/validation/snap/judge_snapshots.ts";
import {
  validateSnapshots,
  type ValidateSnapshotsOptions,
} from "../../../lib/validation/snap/validate_snapshots.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { madeSnapshot, snapshotName } from "./made_snapshot.ts";

Deno.test("validateSnapshots() says what the files hold, newest first", async () => {
  await withDir(async (snapDir) => {
    await write(snapDir, 2, 30);
    await write(snapDir, 3, 20);
    await write(snapDir, 2, 9);
    const { findings, facts } = await validate(snapDir);
    assertEquals(findings, []);
    const places = facts.files.map(({ snapshot }) => snapshot?.index);
    assertEquals(places, [20n, 30n, 9n]);
    assertEquals(facts.taken?.name, snapshotName(3, 20));
    assertEquals(facts.taken?.snapshot?.confState, {
      voters: [7n, 8n],
      learners: [11n],
      votersOutgoing: [],
    });
  });
});

Deno.test("validateSnapshots() takes the newest one that the log records", async () => {
  await withDir(async (snapDir) => {
    await write(snapDir, 2, 9);
    await write(snapDir, 2, 20);
    await write(snapDir, 2, 30);
    const walSnapshots = [
      { index: 0n, term: 0n },
      { index: 9n, term: 2n },
      { index: 20n, term: 2n },
      { index: 30n, term: 1n },
    ];
    const report = await validate(snapDir, { walSnapshots });
    assertEquals(report.facts.taken?.snapshot?.index, 20n);
    assertEquals(codesOf(report), ["SNAP_NOT_RECORDED"]);
    // The log may have forgotten what is older than all it records.
    const later = { walSnapshots: walSnapshots.slice(2, 3) };
    const { findings } = await validate(snapDir, later);
    assertEquals(findings.map(({ file }) => file), [
      `${snapDir}/${snapshotName(2, 30)}`,
    ]);
  });
});

type Break = (bytes: Uint8Array) => Uint8Array;

const DAMAGES: readonly (readonly [code: string, what: string, Break])[] = [
  ["SNAP_CRC", "a changed byte", (it) => it.with(-1, 99)],
  ["SNAP_EMPTY", "an empty file", () => new Uint8Array()],
  ["SNAP_EMPTY", "no content", (it) => it.slice(0, 6)],
  ["SNAP_CONTENT", "a file that was cut", (it) => it.slice(0, -3)],
  ["SNAP_CONTENT", "bytes behind", (it) => Uint8Array.of(...it, 0x80)],
];

for (const [code, what, damage] of DAMAGES) {
  Deno.test(`validateSnapshots() finds ${code} in ${what} and takes an older one`, async () => {
    await withDir(async (snapDir) => {
      await write(snapDir, 2, 9);
      await write(snapDir, 2, 20, damage);
      const report = await validate(snapDir);
      assertEquals(codesOf(report), [code]);
      assertEquals(report.findings[0]?.severity, "warning");
      assertEquals(report.facts.taken?.snapshot?.index, 9n);
      assertEquals(report.facts.files.length, 2);
    });
  });
}

for (const [, what, damage] of DAMAGES) {
  Deno.test(`validateSnapshots() takes ${what} for a write that a kill ended, above all that is recorded`, async () => {
    await withDir(async (snapDir) => {
      await write(snapDir, 2, 9);
      await write(snapDir, 2, 20, damage);
      const walSnapshots = [{ index: 9n, term: 2n }];
      const report = await validate(snapDir, { walSnapshots });
      assertEquals(codesOf(report), ["SNAP_UNFINISHED"]);
      assertEquals(report.findings[0]?.severity, "info");
      assertEquals(report.facts.taken?.snapshot?.index, 9n);
    });
  });
}

Deno.test("validateSnapshots() calls a recorded file that cannot be read by its damage", async () => {
  await withDir(async (snapDir) => {
    await write(snapDir, 2, 20, () => new Uint8Array());
    const walSnapshots = [{ index: 20n, term: 2n }];
    const report = await validate(snapDir, { walSnapshots });
    assertEquals(codesOf(report), ["SNAP_EMPTY"]);
  });
});

Deno.test("validateSnapshots() finds a name that does not fit", async () => {
  await withDir(async (snapDir) => {
    const name = snapshotName(9, 9);
    const bytes = madeSnapshot({ index: 20, term: 2 });
    await Deno.writeFile(`${snapDir}/${name}`, bytes);
    assertEquals(codesOf(await validate(snapDir)), ["SNAP_NAME"]);
  });
});

Deno.test("validateSnapshots() says what else lies in the directory", async () => {
  await withDir(async (snapDir) => {
    const names = [
      "0000000000000001.snap.db",
      "a.snap.broken",
      "db",
      "db.tmp.123",
      "odd",
      "tmp123",
    ];
    for (const name of names) {
      await Deno.writeTextFile(`${snapDir}/${name}`, "");
    }
    const { findings, facts } = await validate(snapDir);
    assertEquals(facts.files, []);
    const said = findings.map(({ code, severity, file }) =>
      `${severity} ${code} ${file.slice(snapDir.length + 1)}`
    );
    assertEquals(said, [
      "info SNAP_LEFTOVER 0000000000000001.snap.db",
      "info SNAP_LEFTOVER a.snap.broken",
      "info SNAP_LEFTOVER db.tmp.123",
      "info SNAP_FOREIGN_FILE odd",
      "info SNAP_LEFTOVER tmp123",
    ]);
  });
});

Deno.test("validateSnapshots() has nothing to say where there is no directory", async () => {
  await withDir(async (snapDir) => {
    const report = await validate(`${snapDir}/none`);
    assertEquals(report, {
      findings: [],
      facts: { files: [], taken: undefined },
    });
  });
});

Deno.test("validateSnapshots() reports a file that cannot be read", async () => {
  await withDir(async (snapDir) => {
    await Deno.mkdir(`${snapDir}/${snapshotName(1, 1)}`);
    assertEquals(codesOf(await validate(snapDir)), ["SNAP_READ"]);
  });
});

Deno.test("validateSnapshots() changes nothing and reports its progress", async () => {
  await withDir(async (snapDir) => {
    await write(snapDir, 2, 20, (it) => it.with(-1, 99));
    const path = `${snapDir}/${snapshotName(2, 20)}`;
    const before = await Deno.stat(path);
    const progress: [number, number][] = [];
    await validate(snapDir, { onProgress: (...it) => progress.push(it) });
    const after = await Deno.stat(path);
    assertEquals(after.mtime, before.mtime);
    assertEquals(after.ctime, before.ctime);
    assertEquals(progress, [[before.size, before.size]]);
  });
});

Deno.test("validateSnapshots() rejects with the signal's reason", async () => {
  await withDir(async (snapDir) => {
    const signal = AbortSignal.abort(new Error("enough"));
    await assertRejects(() => validate(snapDir, { signal }), Error, "enough");
  });
});

function validate(
  snapDir: string,
  options: Partial<ValidateSnapshotsOptions> = {},
): Promise<SnapshotReport> {
  const { signal } = new AbortController();
  return validateSnapshots(snapDir, { signal, ...options });
}

async function write(
  snapDir: string,
  term: number,
  index: number,
  damage: Break = (it) => it,
): Promise<void> {
  const said = { index, term, voters: [7, 8], learners: [11] };
  const path = `${snapDir}/${snapshotName(term, index)}`;
  await Deno.writeFile(path, damage(madeSnapshot(said)));
}

function codesOf({ findings }: SnapshotReport): string[] {
  return findings.map(({ code }) => code);
}

async function withDir(fn: (snapDir: string) => Promise<void>): Promise<void> {
  await using dir = await tempDir();
  await fn(dir.path);
}
