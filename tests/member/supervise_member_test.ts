import { assertEquals } from "@std/assert";
import { startEtcdProcess } from "../../lib/etcd/etcd_process.ts";
import {
  type MemberEnd,
  type MemberOptions,
  superviseMember,
} from "../../lib/member/supervise_member.ts";
import { type CapturedLog, captureLog } from "../support/captured_log.ts";
import { tempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";

const LONG_MS = 60_000;
const ready = () => Promise.resolve();
const notReady = () => Promise.reject(new Error("no leader"));
/** Like etcd: closes, then ends itself with the signal it got. */
const CLOSES =
  "trap 'trap - TERM; kill -TERM $$' TERM; : > $1; while :; do sleep 0.02; done";
const EXITS = "trap 'exit 0' TERM; : > $1; while :; do sleep 0.02; done";
const FAILS = "trap 'exit 1' TERM; : > $1; while :; do sleep 0.02; done";
const STUBBORN = "trap '' TERM; : > $1; exec sleep 60";

for (
  const [what, script, check, isClean] of [
    ["closed itself after it was ready", CLOSES, ready, true],
    ["ended with status 0 as PID 1 does", EXITS, ready, true],
    ["ended with status 1", FAILS, ready, false],
    ["was never ready (F10)", CLOSES, notReady, false],
  ] as const
) {
  Deno.test(`superviseMember() calls it ${isClean ? "clean" : "unclean"} when etcd ${what}`, async () => {
    await using run = await startRun(script, { check });
    await until("a check", () => run.results.length > 0);
    run.stop.abort();
    const end = await run.end;
    assertEquals(
      end.kind === "stopped" ? end.isClean : end.kind,
      isClean,
    );
    assertEquals(run.stopping(), 1);
  });
}

Deno.test("superviseMember() ends before any check was answered (F11)", async () => {
  await using run = await startRun(CLOSES, {
    check: (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  });
  run.stop.abort();
  const end = await run.end;
  assertEquals([end.kind, end.end.signal], ["stopped", "SIGTERM"]);
});

Deno.test("superviseMember() is clean when quorum was lost after readiness (F12)", async () => {
  let checks = 0;
  await using run = await startRun(CLOSES, {
    check: () => ++checks === 1 ? ready() : notReady(),
    readyTimeoutMs: LONG_MS,
  });
  await until("readiness", () => run.results.includes(true));
  run.stop.abort();
  const end = await run.end;
  assertEquals(end.kind === "stopped" && end.isClean, true);
});

for (const [code, script] of [[0, "exit 0"], [2, "exit 2"]] as const) {
  Deno.test(`superviseMember() tells that etcd ended by itself with ${code} (F49)`, async () => {
    await using run = await startRun(`: > $1; ${script}`, { check: notReady });
    const end = await run.end;
    assertEquals(end, { kind: "unexpected", end: { code, signal: null } });
    assertEquals(run.stopping(), 0);
  });
}

Deno.test("superviseMember() tells that etcd was killed (F52)", async () => {
  await using run = await startRun(EXITS, { check: ready });
  await until("readiness", () => run.results.includes(true));
  Deno.kill(run.pid, "SIGKILL");
  const end = await run.end;
  assertEquals([end.kind, end.end.signal], ["unexpected", "SIGKILL"]);
});

Deno.test("superviseMember() stops etcd that is not ready in time (F14)", async () => {
  await using run = await startRun(CLOSES, {
    check: notReady,
    readyTimeoutMs: 50,
  });
  const end = await run.end;
  assertEquals([end.kind, end.end.signal], ["never ready", "SIGTERM"]);
  assertEquals(run.log.messages("error"), [
    "etcd was not ready in time, stopping it",
  ]);
});

for (const readyTimeoutMs of [0, -1]) {
  Deno.test(`superviseMember() waits without limit with ${readyTimeoutMs} (F15)`, async () => {
    await using run = await startRun(CLOSES, {
      check: notReady,
      readyTimeoutMs,
    });
    await until("three checks", () => run.results.length >= 3);
    assertEquals(run.log.lines, []);
    run.stop.abort();
    assertEquals((await run.end).kind, "stopped");
  });
}

Deno.test("superviseMember() has no limit any more after readiness", async () => {
  await using run = await startRun(CLOSES, {
    check: ready,
    readyTimeoutMs: 300,
  });
  await until("readiness", () => run.results.includes(true));
  const ended = await Promise.race([
    run.end,
    new Promise((resolve) => setTimeout(resolve, 400, "still there")),
  ]);
  assertEquals(ended, "still there");
});

Deno.test("superviseMember() kills etcd at the deadline (F53)", async () => {
  await using run = await startRun(STUBBORN, {
    check: ready,
    stopTimeoutMs: 50,
  });
  await until("readiness", () => run.results.includes(true));
  run.stop.abort();
  const end = await run.end;
  assertEquals(
    end.kind === "stopped" && [end.isClean, end.end.wasKilled],
    [false, true],
  );
});

Deno.test("superviseMember() kills etcd when the end is forced (F54)", async () => {
  await using run = await startRun(STUBBORN, { check: ready });
  run.stop.abort();
  await until("the stop", () => run.stopping() === 1);
  run.force.abort();
  assertEquals((await run.end).end.signal, "SIGKILL");
});

interface RunOptions {
  readonly handOver?: MemberOptions["handOver"];
  readonly check: MemberOptions["checkReadiness"];
  readonly readyTimeoutMs?: number;
  readonly stopTimeoutMs?: number;
}

interface Run extends AsyncDisposable {
  readonly pid: number;
  readonly end: Promise<MemberEnd>;
  readonly log: CapturedLog;
  /** What the checks said. */
  readonly results: boolean[];
  readonly stopping: () => number;
  readonly stop: AbortController;
  readonly force: AbortController;
}

/** Supervises a script that creates the file `$1` when it is ready. */
async function startRun(script: string, options: RunOptions): Promise<Run> {
  const { check, readyTimeoutMs = 0, stopTimeoutMs = LONG_MS } = options;
  await using dir = await tempDir();
  const etcd = startEtcdProcess({
    path: "sh",
    args: ["-c", script, "sh", `${dir.path}/ready`],
  });
  await until("the process", () => Deno.stat(`${dir.path}/ready`));
  const log = captureLog();
  const results: boolean[] = [];
  let stopping = 0;
  const stop = new AbortController();
  const force = new AbortController();
  const end = superviseMember({
    etcd,
    checkReadiness: check,
    onReadiness: ({ isReady }) => results.push(isReady),
    onStopping: () => stopping++,
    handOver: options.handOver ?? (() => Promise.resolve()),
    readyTimeoutMs,
    stopTimeoutMs,
    logger: log.logger,
    stop: stop.signal,
    force: force.signal,
  });
  return {
    pid: etcd.pid,
    end,
    log,
    results,
    stopping: () => stopping,
    stop,
    force,
    async [Symbol.asyncDispose]() {
      stop.abort();
      force.abort();
      await end;
      log[Symbol.dispose]();
    },
  };
}

Deno.test("superviseMember() hands over before etcd gets its SIGTERM, in the time of the stop", async () => {
  const order: string[] = [];
  await using run = await startRun(STUBBORN, {
    check: ready,
    stopTimeoutMs: 400,
    async handOver() {
      order.push(`stopping ${run.stopping()}`);
      await until("part of the time", () => performance.now() - beganMs > 200);
      order.push("handed over");
    },
  });
  await until("readiness", () => run.results.includes(true));
  const beganMs = performance.now();
  run.stop.abort();
  const end = await run.end;
  assertEquals(order, ["stopping 1", "handed over"]);
  assertEquals(end.kind === "stopped" && end.end.wasKilled, true);
});

Deno.test("superviseMember() hands nothing over of a member that was never ready", async () => {
  let calls = 0;
  await using run = await startRun(CLOSES, {
    check: notReady,
    handOver() {
      calls++;
      return Promise.resolve();
    },
  });
  await until("a check", () => run.results.length > 0);
  run.stop.abort();
  await run.end;
  assertEquals(calls, 0);
});

for (const what of ["the end is forced", "etcd is gone"]) {
  Deno.test(`superviseMember() ends a hand-over when ${what}`, async () => {
    const called = Promise.withResolvers<void>();
    await using run = await startRun(CLOSES, {
      check: ready,
      async handOver(signal) {
        called.resolve();
        await new Promise((resolve) =>
          signal.addEventListener("abort", resolve, { once: true })
        );
      },
    });
    await until("readiness", () => run.results.includes(true));
    run.stop.abort();
    await called.promise;
    if (what === "etcd is gone") Deno.kill(run.pid, "SIGKILL");
    else run.force.abort();
    assertEquals((await run.end).end.signal, "SIGKILL");
  });
}
