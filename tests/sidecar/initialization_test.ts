import { assert, assertEquals, assertRejects } from "@std/assert";
import { startStandInSidecar } from "../support/stand_in_sidecar.ts";
import { until } from "../support/until.ts";
import { assertRate, startRun, timesOf } from "./initialization_run.ts";

const LOOPBACK = { permissions: { net: ["127.0.0.1"] } };
const STATUS = "/initialization/status";
const START = "/initialization/start";

Deno.test(
  "runInitialization() triggers once and waits (F1)",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar({ initializationMs: 100 });
    await using run = startRun(sidecar, { modes: ["sanity"] });
    await run.done;
    assertEquals(sidecar.initializations, ["sanity"]);
    assertEquals(
      sidecar.requests.slice(0, 3).map(({ path }) => path),
      [STATUS, START, STATUS],
    );
    assertEquals(
      run.log.lines.filter(({ level }) => level !== "debug").map((line) => [
        line.msg,
        line["Status"] ?? line["mode"],
      ]),
      [
        ["Fetched initialization status", "New"],
        [
          "Fetched initialization status is `New`. Triggering etcd initialization with validation mode",
          "sanity",
        ],
        ["Fetched initialization status", "InProgress"],
        ["Fetched initialization status", "Successful"],
        ["Etcd initialization succeeded", undefined],
      ],
    );
    assertEquals(run.progress, [
      "the sidecar is asked to initialize",
      "the sidecar validates the data (sanity)",
    ]);
  },
);

Deno.test(
  "runInitialization() triggers nothing when it begins with Successful (F21)",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar({
      initialStatus: "Successful",
    });
    await using run = startRun(sidecar);
    await run.done;
    assertEquals(sidecar.requests.map(({ path }) => path), [STATUS]);
    assertEquals(run.triggered, []);
  },
);

Deno.test(
  "runInitialization() takes over an initialization in progress",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar({
      initialStatus: "Progress",
    });
    const progress = { body: "Progress" };
    sidecar.faults.once(STATUS, progress, progress, { body: "Successful" });
    await using run = startRun(sidecar);
    await run.done;
    assertEquals(sidecar.initializations, []);
    assertEquals(run.progress, [
      "the sidecar validates the data (mode chosen by an earlier start)",
    ]);
  },
);

Deno.test(
  "runInitialization() waits for nothing after Successful",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar();
    const stop = new AbortController();
    await using run = startRun(sidecar, {
      stop,
      // A wait of whatever kind would end by this abort, with an error.
      onStatus: (status) => status === "Successful" && stop.abort(),
    });
    await run.done;
  },
);

Deno.test(
  "runInitialization() reads the status one at a time",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar({ initializationMs: 200 });
    sidecar.faults.always(STATUS, { delayHeadersMs: 30 });
    await using run = startRun(sidecar);
    await run.done;
    assertEquals(run.readers().most, 1);
    // The state is New again: nobody has read after the result.
    assertEquals(sidecar.state, "New");
    assertEquals(sidecar.initializations.length, 1);
  },
);

Deno.test("runInitialization() polls from 20 ms upward", LOOPBACK, async () => {
  await using sidecar = await startStandInSidecar({ initializationMs: 1300 });
  await using run = startRun(sidecar);
  await run.done;
  const times = timesOf(sidecar, STATUS);
  [20, 40, 80, 160, 320, 640].forEach((leastMs, index) => {
    const gapMs = (times[index + 1] ?? Infinity) - (times[index] ?? 0);
    assert(gapMs >= leastMs - 1, `gap ${index} is ${gapMs} ms`);
  });
  assertRate(sidecar);
});

Deno.test(
  "runInitialization() asks at most 20 times a second of a sidecar that flaps",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar();
    for (let count = 0; count < 200; count++) {
      sidecar.faults.once(STATUS, { body: "New" }, { body: "Progress" });
    }
    const stop = new AbortController();
    await using run = startRun(sidecar, { stop });
    const beganMs = performance.timeOrigin + performance.now();
    await until(
      "two seconds of requests",
      () => (timesOf(sidecar).at(-1) ?? 0) - beganMs > 1900,
    );
    stop.abort(new TypeError("stopped"));
    await assertRejects(() => run.done, TypeError, "stopped");
    assertRate(sidecar);
  },
);

Deno.test(
  "runInitialization() triggers again after a restart of the sidecar (F17)",
  LOOPBACK,
  async () => {
    let isFirst = true;
    await using sidecar = await startStandInSidecar({
      initialize(_mode, signal) {
        if (!isFirst) return Promise.resolve("Successful");
        isFirst = false;
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        });
      },
    });
    await using run = startRun(sidecar, { modes: ["full", "full"] });
    await until("progress", () => run.progress.length > 0);
    await sidecar.restart();
    await run.done;
    assertEquals(sidecar.initializations, ["full", "full"]);
  },
);

Deno.test(
  "onTriggered() gets a signal that ends with the initialization",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar({ initializationMs: 200 });
    await using run = startRun(sidecar);
    await until("progress", () => run.progress.length > 0);
    assertEquals(run.triggered[0]?.ended.aborted, false);
    await run.done;
    assertEquals(run.triggered[0]?.ended.aborted, true);
  },
);
