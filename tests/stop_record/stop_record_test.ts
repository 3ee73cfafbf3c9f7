import { assert, assertEquals } from "@std/assert";
import { EXIT_CODE } from "../../lib/process/exit_code.ts";
import { StopRequest } from "../../lib/process/stop_request.ts";
import { type RunEnd, runEndOf } from "../../lib/stop_record/run_end.ts";
import { openStopRecord } from "../../lib/stop_record/stop_record.ts";
import { captureLog } from "../support/captured_log.ts";
import { trackerIn } from "../support/health_tracker.ts";
import { tempDir } from "../support/temp_dir.ts";

const FILES = { permissions: { read: true, write: true } } as const;
const IGNORED = "cannot use the record of the last stop, it is ignored";
const REQUESTED: RunEnd = {
  cause: "Requested",
  exitCode: 0,
  isClean: true,
  endedAtMs: Date.parse("2026-11-27T16:00:00.000Z"),
  signal: "SIGTERM",
  error: undefined,
};

/** Opens the record as a start does. */
async function open(dataVolumeDir: string) {
  const health = trackerIn("initializing");
  using log = captureLog();
  const record = await openStopRecord({
    dataVolumeDir,
    health,
    logger: log.logger,
  });
  return { record, health, log };
}

Deno.test(
  "openStopRecord() knows nothing on an empty volume",
  FILES,
  async () => {
    await using dir = await tempDir();
    const { health, log } = await open(dir.path);
    assertEquals([health.current.lastStop, log.lines], [undefined, []]);
  },
);

Deno.test(
  "openStopRecord() tells how the run before ended",
  FILES,
  async () => {
    await using dir = await tempDir();
    const { record, health } = await open(dir.path);
    await record.begin();
    health.enter("ready");
    health.enter("stopping");
    await record.end(REQUESTED);
    const next = await open(dir.path);
    assertEquals(next.health.current.lastStop, {
      atMs: REQUESTED.endedAtMs,
      cause: "Requested",
      signal: "SIGTERM",
      phase: "ready",
      isClean: true,
      durationMs: next.health.current.lastStop?.durationMs,
      exitCode: 0,
      error: undefined,
      etcdVersion: undefined,
      raftIndex: undefined,
      restartsByCause: { Requested: 1 },
    });
    const { mode } = await Deno.stat(`${dir.path}/last_stop.json`);
    assertEquals((mode ?? 0) & 0o777, 0o600);
  },
);

Deno.test(
  "openStopRecord() does not take the end of an earlier run for that of one that was killed",
  FILES,
  async () => {
    await using dir = await tempDir();
    const first = await open(dir.path);
    await first.record.begin();
    await first.record.end(REQUESTED);
    await (await open(dir.path)).record.begin();
    const { health } = await open(dir.path);
    const { lastStop } = health.current;
    assertEquals(lastStop?.cause, "Unknown");
    assertEquals([lastStop?.atMs, lastStop?.exitCode], [undefined, undefined]);
    assert(lastStop?.error?.includes("left no record of its end"));
    assertEquals(lastStop?.restartsByCause, { Requested: 1, Unknown: 1 });
  },
);

Deno.test(
  "openStopRecord() counts restarts by cause from run to run",
  FILES,
  async () => {
    await using dir = await tempDir();
    for (const cause of ["Requested", "Killed", "Requested"] as const) {
      const { record } = await open(dir.path);
      await record.begin();
      await record.end({ ...REQUESTED, cause });
    }
    const { health } = await open(dir.path);
    assertEquals(health.current.lastStop?.restartsByCause, {
      Requested: 2,
      Killed: 1,
    });
  },
);

for (
  const [what, text] of [
    ["half a file", '{"schemaVersion": 1, "ca'],
    ["an empty file", ""],
    ["no object", "7"],
    ["another version", '{"schemaVersion": 2}'],
    ["an unheard-of cause", '{"schemaVersion": 1, "cause": "Unheard"}'],
    [
      "a time that is none",
      '{"schemaVersion": 1, "cause": "Requested", "at": "soon"}',
    ],
    [
      "a number in place of a text",
      '{"schemaVersion": 1, "cause": "Requested", "signal": 15}',
    ],
  ] as const
) {
  Deno.test(`openStopRecord() reports and ignores ${what}`, FILES, async () => {
    await using dir = await tempDir();
    await Deno.writeTextFile(`${dir.path}/last_stop.json`, text);
    const { health, log, record } = await open(dir.path);
    assertEquals(health.current.lastStop, undefined);
    assertEquals(log.messages("warn"), [IGNORED]);
    await record.end(REQUESTED);
    assertEquals((await open(dir.path)).log.lines, []);
  });
}

Deno.test(
  "openStopRecord() goes on where nothing can be written",
  FILES,
  async () => {
    await using dir = await tempDir();
    await Deno.mkdir(`${dir.path}/last_stop.json`);
    const { record, log } = await open(dir.path);
    await record.end(REQUESTED);
    assertEquals(log.messages("warn"), [IGNORED]);
    assert(await Deno.stat(`${dir.path}/last_stop.json`));
  },
);

for (const exitCode of [EXIT_CODE.wrongVolume, EXIT_CODE.locked]) {
  Deno.test(
    `openStopRecord() leaves the volume of somebody else alone (${exitCode})`,
    FILES,
    async () => {
      await using dir = await tempDir();
      const { record } = await open(dir.path);
      await record.end({ ...REQUESTED, exitCode });
      assertEquals(await Array.fromAsync(Deno.readDir(dir.path)), []);
    },
  );
}

Deno.test("runEndOf() names cause and exit code of each failure", {
  permissions: "none",
}, () => {
  const refusal = Object.assign(new Error("no"), { exitCode: 11 });
  const exited = Object.assign(new Error("no"), { runEndCause: "EtcdExited" });
  const cases = [
    [new StopRequest("SIGINT"), "StoppedBeforeStart", 1, "SIGINT"],
    [refusal, "StartRefused", 11, undefined],
    [exited, "EtcdExited", 1, undefined],
    [new TypeError("no"), "StartFailed", 1, undefined],
    ["no", "StartFailed", 1, undefined],
  ] as const;
  for (const [error, cause, exitCode, signal] of cases) {
    const end = runEndOf(error);
    assertEquals([end.cause, end.exitCode, end.signal], [
      cause,
      exitCode,
      signal,
    ]);
  }
});
