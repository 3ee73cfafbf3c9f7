import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { isAlive } from "../support/is_alive.ts";
import { pathExists } from "../support/path_exists.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { testWith } from "../support/test_with.ts";
import { until } from "../support/until.ts";
import { withTmpfs } from "../support/with_tmpfs.ts";
import { withoutOverride } from "../support/without_override.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const FATAL = "error during start or run of etcd";

/** Runs the member once, so that there is data. */
async function runOnce(pod: Pod): Promise<void> {
  await using wrapper = await pod.startReady();
  await stop(wrapper);
}

async function stop(wrapper: WrapperProcess): Promise<void> {
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
}

async function assertFailed(wrapper: WrapperProcess): Promise<string> {
  assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
  const { level, error } = await wrapper.logged(FATAL);
  assertEquals(level, "fatal");
  return String(error);
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}

testWith(
  { programs: ["flock"] },
  "F43 SIGTERM ends an etcd that waits for the lock of its db",
  async () => {
    await using pod = await createPod();
    await runOnce(pod);
    await Deno.remove(pod.exitCodeFile);
    const db = `${pod.dataDir}/member/snap/db`;
    await using _lock = await lockFile(db);
    await using wrapper = pod.start();
    const etcdPid = await wrapper.etcdPid();
    await until("etcd to open the db", () => hasOpen(etcdPid, db));
    assertEquals(await pod.readyz(), 503);
    wrapper.kill("SIGTERM");
    assertEquals((await wrapper.ended(10_000)).code, 0, wrapper.stderr());
    assert(!isAlive(etcdPid));
    assert(!await pathExists(pod.exitCodeFile));
  },
);

/** Holds the lock until it is disposed of. */
async function lockFile(path: string): Promise<AsyncDisposable> {
  const child = new Deno.Command("flock", {
    args: ["--no-fork", path, "sh", "-c", "echo locked; exec cat"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  return {
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await reader.cancel();
      await child.status;
    },
  };
}

async function hasOpen(pid: number, path: string): Promise<boolean> {
  for await (const { name } of Deno.readDir(`/proc/${pid}/fd`)) {
    const target = await Deno.readLink(`/proc/${pid}/fd/${name}`)
      .catch(() => "");
    if (target === path) return true;
  }
  return false;
}

Deno.test("F44 a data directory that is a file ends the start", async () => {
  await using pod = await createPod();
  await Deno.writeTextFile(pod.dataDir, "");
  await using wrapper = pod.start();
  assertStringIncludes(await assertFailed(wrapper), "it is not a directory");
  assert(!wrapper.stderr().includes("started etcd"));
});

testWith(
  { programs: ["setpriv"] },
  "F44 an unwritable data volume ends the start",
  async () => {
    await using pod = await createPod();
    await Deno.chmod(pod.dataVolumeDir, 0o500);
    await using wrapper = pod.start({ through: withoutOverride() });
    await assertFailed(wrapper);
    assertStringIncludes(wrapper.stderr(), "permission denied");
    assertEquals(await Array.fromAsync(Deno.readDir(pod.dataVolumeDir)), []);
  },
);

testWith(
  { root: true, programs: ["unshare", "mount"] },
  "F44 a full disk ends the start",
  async () => {
    await using pod = await createPod();
    await using wrapper = pod.start({
      through: withTmpfs(pod.dataVolumeDir, "size=1m"),
    });
    await assertFailed(wrapper);
    assertStringIncludes(wrapper.stderr(), "no space left on device");
  },
);

Deno.test("F45 files in the data directory become 0600, all else keeps its mode", async () => {
  await using pod = await createPod();
  await runOnce(pod);
  const db = `${pod.dataDir}/member/snap/db`;
  const [wal] = await Array.fromAsync(
    Deno.readDir(`${pod.dataDir}/member/wal`),
  );
  const walFile = `${pod.dataDir}/member/wal/${wal?.name}`;
  const sibling = `${pod.dataVolumeDir}/safe_guard`;
  await Deno.writeTextFile(sibling, "default");
  await Deno.chmod(db, 0o644);
  await Deno.chmod(walFile, 0o660);
  await Deno.chmod(sibling, 0o664);
  await Deno.chmod(`${pod.dataDir}/member`, 0o770);

  await using wrapper = await pod.startReady();
  assertEquals(await modeOf(db), 0o600);
  assertEquals(await modeOf(walFile), 0o600);
  assertEquals(await modeOf(sibling), 0o664);
  assertEquals(await modeOf(`${pod.dataDir}/member`), 0o770);
  await stop(wrapper);
});

Deno.test("F45 what etcd creates is for its own user alone", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  const status = `/proc/${await wrapper.etcdPid()}/status`;
  assertMatch(await Deno.readTextFile(status), /^Umask:\t0077$/m);
  assertEquals(await modeOf(pod.dataDir), 0o700);
  assertEquals(await modeOf(`${pod.dataDir}/member`), 0o700);
  assertEquals(await modeOf(`${pod.dataDir}/member/snap/db`), 0o600);
  await stop(wrapper);
});

Deno.test("F46 symbolic links in the data directory are left alone", async () => {
  await using pod = await createPod();
  await runOnce(pod);
  const target = `${pod.dir}/target`;
  await Deno.writeTextFile(target, "");
  await Deno.chmod(target, 0o644);
  await Deno.symlink(target, `${pod.dataDir}/link`);
  await Deno.symlink(`${pod.dir}/nothing`, `${pod.dataDir}/dangling`);

  await using wrapper = await pod.startReady();
  assertEquals(await modeOf(target), 0o644);
  const skipped = wrapper.log()
    .filter(({ msg }) => msg.startsWith("skipped a symbolic link"));
  assertEquals(skipped.map(({ level }) => level), ["warn", "warn"]);
  await stop(wrapper);
});

Deno.test("F47 an exit_code that is a directory leads to full validations", async () => {
  await using pod = await createPod();
  await Deno.mkdir(`${pod.exitCodeFile}/lost`, { recursive: true });
  for (const _start of ["first", "second"]) {
    await using wrapper = await pod.startReady();
    await stop(wrapper);
    await wrapper.logged("cannot remove a file of the last run");
    await wrapper.logged(
      "cannot record the clean end, the next validation is full",
    );
  }
  assertEquals(pod.sidecar.initializations, ["full", "full"]);
});

testWith(
  { programs: ["setpriv"] },
  "F47 a volume on which exit_code cannot be written leads to full validations",
  async () => {
    await using pod = await createPod();
    await runOnce(pod);
    await Deno.remove(pod.exitCodeFile);
    await Deno.chmod(pod.dataVolumeDir, 0o500);
    for (const _start of ["second", "third"]) {
      await using wrapper = await pod.startReady({
        through: withoutOverride(),
      });
      await stop(wrapper);
    }
    assertEquals(pod.sidecar.initializations, ["full", "full", "full"]);
  },
);

Deno.test("F48 a validation_marker left over is removed", async () => {
  await using pod = await createPod();
  const marker = `${pod.dataVolumeDir}/validation_marker`;
  await Deno.writeTextFile(marker, "");
  await using wrapper = await pod.startReady();
  assert(!await pathExists(marker));
  assertEquals(pod.sidecar.initializations, ["full"]);
  await stop(wrapper);
});
