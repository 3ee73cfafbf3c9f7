import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXIT_CODE } from "../../lib/process/exit_code.ts";
import {
  damageDatabase,
  damageWal,
  tearWal,
  truncateWal,
} from "../support/damage.ts";
import { get, put } from "../support/etcd_api.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { pathExists } from "../support/path_exists.ts";
import {
  createStandalonePod,
  type StandalonePod,
} from "../support/standalone_pod.ts";
import { stopWell } from "../support/stop_well.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const FATAL = "error during start or run of etcd";
const START_EMPTY = { args: ["--on-invalid-data=start-empty"] };

/** A pod whose member has one key and was closed cleanly. */
async function podWithData(): Promise<StandalonePod> {
  const pod = await createStandalonePod();
  await using wrapper = await pod.startReady();
  await put({ endpoints: pod.clientUrl }, "key", "value");
  await stopWell(wrapper);
  return pod;
}

async function keyOf(pod: StandalonePod): Promise<string | undefined> {
  return await get({ endpoints: pod.clientUrl }, "key");
}

async function entriesOf({ quarantineDir }: StandalonePod): Promise<string[]> {
  if (!await pathExists(quarantineDir)) return [];
  return await Array.fromAsync(
    Deno.readDir(quarantineDir),
    ({ name }) => `${quarantineDir}/${name}`,
  );
}

/** The start ends with this exit code before etcd is started. */
async function assertRefused(
  wrapper: WrapperProcess,
  code: number,
): Promise<string> {
  assertEquals((await wrapper.ended()).code, code, wrapper.stderr());
  const { error } = await wrapper.logged(FATAL);
  assert(!wrapper.stderr().includes("started etcd"));
  return String(error);
}

for (
  const [what, damage] of [
    ["database", damageDatabase],
    ["log", damageWal],
  ] as const
) {
  Deno.test(`standalone: a damaged ${what} is moved aside, exit code 11, then 32, until it is put back`, async () => {
    await using pod = await podWithData();
    const path = what === "log"
      ? `${pod.dataDir}/member/wal/0000000000000000-0000000000000000.wal`
      : `${pod.dataDir}/member/snap/db`;
    const sound = await Deno.readFile(path);
    await damage(pod.dataDir);
    {
      await using wrapper = pod.start();
      const error = await assertRefused(wrapper, EXIT_CODE.invalid);
      assertStringIncludes(error, "has been moved aside");
    }
    const [entry = "", ...others] = await entriesOf(pod);
    assertEquals(others, []);
    assert(!await pathExists(pod.dataDir));
    const report = JSON.parse(await Deno.readTextFile(`${entry}/report.json`));
    assertEquals(report.state, "complete");
    assert(report.findings.length > 0);
    assertEquals(report.versions.etcd, "3.5.35");
    {
      await using wrapper = pod.start();
      await assertRefused(wrapper, EXIT_CODE.dataGone);
    }
    assertEquals(await entriesOf(pod), [entry]);

    await Deno.rename(`${entry}/data`, pod.dataDir);
    await Deno.writeFile(path, sound);
    await using wrapper = await pod.startReady();
    assertEquals(await keyOf(pod), "value");
    await stopWell(wrapper);
  });
}

Deno.test("standalone: start-empty begins anew and keeps the invalid data", async () => {
  await using pod = await podWithData();
  await damageDatabase(pod.dataDir);
  {
    await using wrapper = await pod.startReady(START_EMPTY);
    assertEquals(await keyOf(pod), undefined);
    await put({ endpoints: pod.clientUrl }, "key", "new");
    await stopWell(wrapper);
  }
  const [entry = ""] = await entriesOf(pod);
  assert(await pathExists(`${entry}/data/member/snap/db`));
  // Without the flag it goes on with the new data.
  await using wrapper = await pod.startReady();
  assertEquals(await keyOf(pod), "new");
  await stopWell(wrapper);
});

Deno.test("standalone: start-empty also helps after the stop", async () => {
  await using pod = await podWithData();
  await damageWal(pod.dataDir);
  {
    await using wrapper = pod.start();
    await assertRefused(wrapper, EXIT_CODE.invalid);
  }
  await using wrapper = await pod.startReady(START_EMPTY);
  assertEquals(await keyOf(pod), undefined);
  assertEquals((await entriesOf(pod)).length, 1);
  await stopWell(wrapper);
});

Deno.test("standalone: a data directory that has vanished is not taken for a new member's", async () => {
  await using pod = await podWithData();
  await Deno.remove(pod.dataDir, { recursive: true });
  await using wrapper = pod.start();
  await assertRefused(wrapper, EXIT_CODE.dataGone);
  assert(!await pathExists(pod.dataDir));
});

Deno.test("standalone: a torn log is cut with a copy kept, and nothing acknowledged is lost", async () => {
  await using pod = await podWithData();
  await tearWal(pod.dataDir);
  await using wrapper = await pod.startReady();
  const { copy, offset, file } = await wrapper.logged(
    "cut a torn record off the end of the log, a copy is kept",
  );
  assertEquals(copy, `${file}.broken`);
  assert((await Deno.stat(String(copy))).size > Number(offset));
  assertEquals(await keyOf(pod), "value");
  assertEquals(await entriesOf(pod), []);
  await stopWell(wrapper);
});

Deno.test("standalone: another namespace's volume is not touched, exit code 12, not even to start empty", async () => {
  await using pod = await podWithData();
  await damageDatabase(pod.dataDir);
  await Deno.writeTextFile(`${pod.dataVolumeDir}/safe_guard`, "other");
  await using wrapper = pod.start({
    ...START_EMPTY,
    env: { POD_NAMESPACE: "garden" },
  });
  const error = await assertRefused(wrapper, EXIT_CODE.wrongVolume);
  assertStringIncludes(error, "VOLUME_NAMESPACE");
  assert(await pathExists(`${pod.dataDir}/member/snap/db`));
  assertEquals(await entriesOf(pod), []);
});

Deno.test("standalone: another member's data is not touched, exit code 12", async () => {
  await using pod = await podWithData();
  await pod.writeConfig(pod.config({ name: "etcd-main-1" }));
  await using wrapper = pod.start(START_EMPTY);
  const error = await assertRefused(wrapper, EXIT_CODE.wrongVolume);
  assertStringIncludes(error, "VOLUME_NAME");
  assertEquals(await entriesOf(pod), []);
});

Deno.test("standalone: what is no member's directory is not touched, exit code 15", async () => {
  await using pod = await createStandalonePod();
  await Deno.mkdir(pod.dataDir, { recursive: true });
  await Deno.writeTextFile(`${pod.dataDir}/letters.txt`, "mine");
  await using wrapper = pod.start(START_EMPTY);
  const error = await assertRefused(wrapper, EXIT_CODE.unusable);
  assertStringIncludes(error, "MEMBER_FOREIGN");
  assert(await pathExists(`${pod.dataDir}/letters.txt`));
});

Deno.test("standalone: data of a newer etcd is not damaged and not touched, exit code 15", async () => {
  await using pod = await createStandalonePod({ etcdLine: "3.6" });
  const path = `${pod.dataDir}/member/snap/db`;
  {
    await using wrapper = await pod.startReady();
    await stopWell(wrapper);
  }
  const before = await Deno.readFile(path);
  const older = await provisionEtcd("3.5");
  await using wrapper = pod.start({
    etcd: older,
    args: [`--etcd-path=${older}`, "--on-invalid-data=start-empty"],
  });
  const error = await assertRefused(wrapper, EXIT_CODE.unusable);
  assertStringIncludes(error, "ETCD_TOO_OLD");
  assertEquals(await Deno.readFile(path), before);
});

Deno.test("standalone: what a kill leaves of a member's creation is no data that can be lost", async () => {
  await using pod = await podWithData();
  // As etcd leaves it when it is killed before its first entry.
  await truncateWal(pod.dataDir);
  await Deno.remove(`${pod.dataDir}/member/snap/db`);
  const { dataVolumeDir, exitCodeFile } = pod;
  await Deno.remove(`${dataVolumeDir}/member_identity.json`);
  await Deno.remove(exitCodeFile);
  const path = `${dataVolumeDir}/bootstrap.json`;
  const record = JSON.parse(await Deno.readTextFile(path));
  record.phase = "decided";
  await Deno.writeTextFile(path, JSON.stringify(record));

  await using wrapper = await pod.startReady();
  const { code } = await wrapper.logged("moved the data directory aside");
  assertEquals(code, "MEMBER_NO_ENTRIES");
  assertEquals((await entriesOf(pod)).length, 1);
  await stopWell(wrapper);
});
