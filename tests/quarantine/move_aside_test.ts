import { assert, assertEquals, assertRejects } from "@std/assert";
import { finishQuarantine } from "../../lib/quarantine/finish_quarantine.ts";
import { listQuarantine } from "../../lib/quarantine/list_quarantine.ts";
import {
  moveAside,
  type MoveAsideOptions,
} from "../../lib/quarantine/move_aside.ts";
import { captureLog } from "../support/captured_log.ts";
import { pathExists } from "../support/path_exists.ts";
import { testWith } from "../support/test_with.ts";
import {
  createVolume,
  fillMember,
  runQuarantine,
  type Volume,
} from "./volume.ts";

const FINDING = {
  code: "DB_META",
  severity: "error",
  file: "db",
  offset: 16,
  message: "Both meta pages are damaged",
  action: "Restore it",
} as const;

function options(volume: Volume, more: Partial<MoveAsideOptions> = {}) {
  const { dataDir, walDir } = volume;
  return {
    dataDir,
    walDir,
    code: "DB_META",
    findings: [FINDING],
    facts: { memberId: 2n ** 63n },
    versions: { etcd: "3.5.35" },
    ...more,
  };
}

/** The contents of all files, wherever they are. */
async function contents(volume: Volume): Promise<string[]> {
  return Object.values(await volume.files()).sort();
}

Deno.test("moveAside() moves the whole directory and reports why", async () => {
  await using volume = await createVolume();
  const { dir, id } = await moveAside(options(volume));
  assertEquals(dir, `${volume.dataDir}.quarantine/${id}`);
  assert(/^\d{8}T\d{6}Z-DB_META$/.test(id), id);
  assertEquals(
    Object.keys(await volume.files()).sort(),
    [
      "member/snap/1.snap",
      "member/snap/db",
      "member/wal/0.wal",
    ].map((name) => `new.etcd.quarantine/${id}/data/${name}`),
  );
  const report = JSON.parse(await Deno.readTextFile(`${dir}/report.json`));
  assertEquals(report.state, "complete");
  assertEquals(report.findings, [FINDING]);
  assertEquals(report.facts, { memberId: "9223372036854775808" });
  assertEquals(report.restore[1], `mv '${dir}/data' '${volume.dataDir}'`);
});

Deno.test("moveAside() leaves nothing open to others", async () => {
  await using volume = await createVolume();
  const { dir } = await moveAside(options(volume));
  const modes = [dir, `${dir}/report.json`, `${volume.dataDir}.quarantine`]
    .map((path) => (Deno.statSync(path).mode ?? 0) & 0o077);
  assertEquals(modes, [0, 0, 0]);
});

Deno.test("moveAside() keeps two entries of one second apart", async () => {
  await using volume = await createVolume();
  await moveAside(options(volume));
  await fillMember(volume.dataDir, "second");
  await moveAside(options(volume));
  const entries = await listQuarantine(volume.dataDir);
  assertEquals(entries.length, 2);
  assertEquals((await contents(volume)).length, 6);
});

Deno.test("moveAside() moves a log directory of its own, beside its place", async () => {
  await using volume = await createVolume({ ownWalDir: true });
  const { id } = await moveAside(options(volume));
  const names = Object.keys(await volume.files());
  assert(names.includes(`wal.quarantine/${id}/wal/1.wal`), names.join());
  assertEquals(await pathExists(volume.walDir), false);
});

Deno.test("moveAside() keeps the directory that a link leads to", async () => {
  await using volume = await createVolume();
  const link = `${volume.path}/link`;
  await Deno.symlink("new.etcd", link);
  const { dir } = await moveAside(options(volume, { dataDir: link }));
  assertEquals(dir.startsWith(`${volume.dataDir}.quarantine/`), true);
  assertEquals(await Array.fromAsync(Deno.readDir(link)), []);
  assertEquals((await listQuarantine(link)).length, 1);
});

testWith(
  { programs: ["mount", "umount"], root: true },
  "moveAside() moves the content where the data directory is a volume's root",
  async () => {
    await using volume = await createVolume();
    const mounted = `${volume.path}/mounted`;
    await Deno.mkdir(mounted);
    await run("mount", "-t", "tmpfs", "tmpfs", mounted);
    try {
      await fillMember(mounted, "other");
      await Deno.mkdir(`${mounted}/lost+found`);
      const { dir } = await moveAside(options(volume, { dataDir: mounted }));
      assertEquals(dir.startsWith(`${mounted}/quarantine/`), true);
      const left = await Array.fromAsync(Deno.readDir(mounted));
      assertEquals(left.map(({ name }) => name).sort(), [
        "lost+found",
        "quarantine",
      ]);
      assertEquals(await pathExists(`${dir}/data/member/snap/db`), true);
      assertEquals((await listQuarantine(mounted)).length, 1);
    } finally {
      await run("umount", mounted);
    }
  },
);

testWith(
  { programs: ["mount", "umount"], root: true },
  "moveAside() moves the content where the same volume is mounted on it",
  async () => {
    await using volume = await createVolume();
    const mounted = `${volume.path}/mounted`;
    await Deno.mkdir(mounted);
    // The device is the same on both sides, just the rename tells.
    await run("mount", "--bind", volume.dataDir, mounted);
    try {
      const { dir } = await moveAside(options(volume, { dataDir: mounted }));
      assertEquals(dir.startsWith(`${mounted}/quarantine/`), true);
      assertEquals(await pathExists(`${mounted}.quarantine`), false);
      assertEquals(await pathExists(`${dir}/data/member/snap/db`), true);
    } finally {
      await run("umount", mounted);
    }
  },
);

Deno.test("moveAside() says where the data is when it cannot move it", async () => {
  await using volume = await createVolume();
  await Deno.writeTextFile(`${volume.dataDir}.quarantine`, "in the way");
  const error = await assertRejects(() => moveAside(options(volume)), Error);
  assert(
    error.message.startsWith(
      `Cannot move the invalid data directory "${volume.dataDir}" aside: `,
    ),
    error.message,
  );
  assertEquals(await pathExists(`${volume.dataDir}/member/snap/db`), true);
});

for (const ownWalDir of [false, true]) {
  const kind = ownWalDir ? "with a log directory of its own" : "at once";
  Deno.test(`moveAside() killed before any step loses nothing, ${kind}`, async () => {
    let steps = 0;
    for (let killAt = 1;; killAt++) {
      await using volume = await createVolume({ ownWalDir });
      const before = await contents(volume);
      const args = [volume.dataDir, volume.walDir] as const;
      const { wasKilled } = await runQuarantine("move", args, killAt);
      assertEquals(await contents(volume), before);
      using log = captureLog();
      await finishQuarantine(volume.dataDir, log.logger);
      assertEquals(await contents(volume), before);
      const isBack = await pathExists(volume.dataDir);
      const isWalBack = !ownWalDir || await pathExists(volume.walDir);
      // Either all of it is where it was, or all of it is aside.
      if (ownWalDir) assertEquals(isWalBack, isBack);
      const entries = await listQuarantine(volume.dataDir);
      assertEquals(
        entries.map(({ report }) => report.state),
        isBack ? [] : ["complete"],
      );
      if (isBack) await moveAside(options(volume));
      assertEquals((await listQuarantine(volume.dataDir)).length, 1);
      assertEquals(await contents(volume), before);
      if (!wasKilled) break;
      steps++;
    }
    assert(steps >= 10, `${steps} steps`);
  });
}

Deno.test("finishQuarantine() killed before any step is gone on with", async () => {
  for (let killAt = 1;; killAt++) {
    await using volume = await createVolume({ ownWalDir: true });
    const before = await contents(volume);
    const args = [volume.dataDir, volume.walDir] as const;
    const { calls } = await runQuarantine("move", args);
    assert(calls > 0);
    // As if it had been killed between the two directories.
    const [entry] = await listQuarantine(volume.dataDir);
    const { dir, report } = entry ?? { dir: "", report: undefined };
    await Deno.writeTextFile(
      `${dir}/report.json`,
      JSON.stringify({ ...report, state: "moving" }),
    );
    await Deno.rename(report?.moves[1]?.to ?? "", volume.walDir);
    const { wasKilled } = await runQuarantine("finish", args, killAt);
    assertEquals(await contents(volume), before);
    await runQuarantine("finish", args);
    const [done] = await listQuarantine(volume.dataDir);
    assertEquals(done?.report.state, "complete");
    assertEquals(await pathExists(volume.walDir), false);
    assertEquals(await contents(volume), before);
    if (!wasKilled) break;
  }
});

Deno.test("finishQuarantine() leaves data alone that was not moved yet", async () => {
  await using volume = await createVolume();
  const first = await moveAside(options(volume, { facts: {} }));
  // Killed right before the rename, and then someone put a backup there.
  await Deno.rename(`${first.dir}/data`, `${volume.path}/elsewhere`);
  const moving = { ...first.report, state: "moving" };
  await Deno.writeTextFile(
    `${first.dir}/report.json`,
    JSON.stringify(moving),
  );
  await fillMember(volume.dataDir, "restored");
  using log = captureLog();
  await finishQuarantine(volume.dataDir, log.logger);
  assertEquals(await pathExists(`${volume.dataDir}/member/snap/db`), true);
  assertEquals(await listQuarantine(volume.dataDir), []);
});

async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
