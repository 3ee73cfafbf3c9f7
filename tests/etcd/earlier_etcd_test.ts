import { assert, assertEquals, assertRejects } from "@std/assert";
import { stopEarlierEtcd } from "../../lib/etcd/earlier_etcd.ts";
import {
  type ProcessRecord,
  processRecordPath,
  readProcessRecord,
  writeProcessRecord,
} from "../../lib/etcd/process_record.ts";
import { type CapturedLog, captureLog } from "../support/captured_log.ts";
import { tempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";

const LONG_MS = 60_000;
const FOUND = "an etcd of an earlier run is still there, stopping it";

Deno.test("stopEarlierEtcd() does nothing without a record", async () => {
  await using volume = await createVolume();
  await volume.stopEarlier();
  assertEquals(volume.log.lines, []);
});

Deno.test("stopEarlierEtcd() stops an orphan with SIGTERM (F4)", async () => {
  await using volume = await createVolume();
  const orphan = await volume.startOrphan();
  await volume.stopEarlier();
  assertEquals(await isAlive(orphan.pid), false);
  assertEquals(volume.log.messages(), [FOUND, "the earlier etcd has ended"]);
  assertEquals(await volume.hasRecord(), false);
});

Deno.test("stopEarlierEtcd() kills an orphan that ignores SIGTERM", async () => {
  await using volume = await createVolume();
  const orphan = await volume.startOrphan("trap '' TERM;");
  await volume.stopEarlier({ timeoutMs: 100 });
  assertEquals(volume.log.messages(), [
    FOUND,
    "the earlier etcd does not end, killing it",
    "the earlier etcd has ended",
  ]);
  assertEquals(await isAlive(orphan.pid), false);
});

for (
  const [what, change] of [
    ["its start time differs", { startedMs: Date.now() - 60_000 }],
    ["its start time is later", { startedMs: Date.now() + 60_000 }],
    ["its command line differs", { commandLine: "--config-file=/other.yaml" }],
    ["its command line is longer", { commandLine: "60 --config-file=/a.yaml" }],
  ] as [string, Partial<ProcessRecord>][]
) {
  Deno.test(`stopEarlierEtcd() lets a process be when ${what}`, async () => {
    await using volume = await createVolume();
    const other = await volume.startOrphan("", change);
    await volume.stopEarlier();
    assertEquals(await isAlive(other.pid), true);
    assertEquals(volume.log.lines, []);
    assertEquals(await volume.hasRecord(), false);
  });
}

Deno.test("stopEarlierEtcd() takes a process that has ended", async () => {
  await using volume = await createVolume();
  const orphan = await volume.startOrphan();
  Deno.kill(orphan.pid, "SIGKILL");
  await until("its end", async () => !await isAlive(orphan.pid));
  await volume.stopEarlier();
  assertEquals(volume.log.lines, []);
  assertEquals(await volume.hasRecord(), false);
});

Deno.test("stopEarlierEtcd() ends with the signal and keeps the record", async () => {
  await using volume = await createVolume();
  const orphan = await volume.startOrphan("trap '' TERM;");
  const stop = new AbortController();
  const stopping = volume.stopEarlier({ stop });
  await until("the orphan to be found", () => volume.log.find(FOUND));
  stop.abort(new TypeError("stopped"));
  await assertRejects(() => stopping, TypeError, "stopped");
  assertEquals(await isAlive(orphan.pid), true);
  assertEquals(await volume.hasRecord(), true);
});

Deno.test("stopEarlierEtcd() goes on where ps and kill are missing", {
  permissions: { read: true, write: true, run: [] },
}, async () => {
  await using volume = await createVolume();
  await volume.record({ pid: 1, commandLine: "x", startedMs: Date.now() });
  await volume.stopEarlier();
  const [line] = volume.log.lines;
  assertEquals(
    [line?.msg, line?.["reason"], volume.log.lines.length],
    [
      "cannot tell whether the etcd of an earlier run still runs",
      "/bin/ps cannot be run here",
      1,
    ],
  );
});

interface Volume extends AsyncDisposable {
  readonly log: CapturedLog;
  readonly record: (record: Partial<ProcessRecord>) => Promise<void>;
  readonly hasRecord: () => Promise<boolean>;
  /** Starts a process whose parent has ended, and records it. */
  readonly startOrphan: (
    prologue?: string,
    change?: Partial<ProcessRecord>,
  ) => Promise<{ readonly pid: number }>;
  readonly stopEarlier: (
    options?: { readonly timeoutMs?: number; readonly stop?: AbortController },
  ) => Promise<void>;
}

async function createVolume(): Promise<Volume> {
  const dir = await tempDir();
  const recordPath = processRecordPath(dir.path);
  const log = captureLog();
  const pids: number[] = [];
  const dataDir = `${dir.path}/new.etcd`;
  const record = (change: Partial<ProcessRecord>) =>
    writeProcessRecord(recordPath, {
      pid: 0,
      startedMs: Date.now(),
      dataDir,
      commandLine: "60",
      ...change,
    });
  return {
    log,
    record,
    hasRecord: async () => await readProcessRecord(recordPath) !== undefined,
    async startOrphan(prologue = "", change = {}) {
      const pid = await spawnOrphan(prologue);
      pids.push(pid);
      await record({ pid, ...change });
      return { pid };
    },
    stopEarlier: ({ timeoutMs = LONG_MS, stop = new AbortController() } = {}) =>
      stopEarlierEtcd({
        recordPath,
        timeoutMs,
        logger: log.logger,
        signal: stop.signal,
      }),
    async [Symbol.asyncDispose]() {
      for (const pid of pids) await killIfAlive(pid);
      log[Symbol.dispose]();
      await dir[Symbol.asyncDispose]();
    },
  };
}

/** Spawns `sleep 60` through a shell that ends at once. */
async function spawnOrphan(prologue: string): Promise<number> {
  const script = `(${prologue} exec sleep 60) >/dev/null 2>&1 & echo $!`;
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", script],
    stdin: "null",
  }).output();
  const pid = Number(new TextDecoder().decode(stdout));
  assert(pid > 1);
  await until(
    "the orphan",
    async () =>
      (await Deno.readTextFile(`/proc/${pid}/cmdline`)).startsWith("sleep"),
  );
  return pid;
}

async function isAlive(pid: number): Promise<boolean> {
  try {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
    return !/\) Z /.test(stat);
  } catch {
    return false;
  }
}

async function killIfAlive(pid: number): Promise<void> {
  if (await isAlive(pid)) Deno.kill(pid, "SIGKILL");
}
