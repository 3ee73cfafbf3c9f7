import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type InitializationOptions,
  runInitialization,
} from "../../lib/sidecar/initialization.ts";
import {
  createSidecarClient,
  type SidecarClient,
  type ValidationMode,
} from "../../lib/sidecar/sidecar_client.ts";
import { type CapturedLog, captureLog } from "../support/captured_log.ts";
import {
  type StandInSidecar,
  startStandInSidecar,
} from "../support/stand_in_sidecar.ts";
import { until } from "../support/until.ts";

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
    assertEquals(run.progress, ["the sidecar validates the data (sanity)"]);
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
  "runInitialization() backs off from a sidecar that is down (F16, F18)",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar();
    sidecar.faults.once(STATUS, { status: 500 }, { status: 500 });
    await using run = startRun(sidecar);
    await run.done;
    assertGaps(timesOf(sidecar, STATUS), [800, 1600]);
    const errors = run.log.lines.filter(({ level }) => level === "error");
    assertEquals(
      errors.map(({ msg }) => msg),
      Array(2).fill("error while fetching initialization status"),
    );
    assertEquals(
      errors[0]?.["error"],
      `Cannot get ${sidecar.url}${STATUS}: HTTP 500 Internal Server Error`,
    );
    assertEquals(run.log.lines[1]?.["Status"], "Unknown");
    assertEquals(
      run.progress[0],
      `the sidecar at ${sidecar.hostPort} does not answer`,
    );
  },
);

Deno.test(
  "runInitialization() tries again to trigger while the status is New (F24)",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar();
    sidecar.faults.once(START, { status: 500 });
    await using run = startRun(sidecar, { modes: ["sanity", "sanity"] });
    await run.done;
    assertGaps(timesOf(sidecar, START), [800]);
    assertEquals(sidecar.initializations, ["sanity"]);
    assertEquals(run.log.messages("error"), [
      "error while triggering initialization to backup-restore",
    ]);
    assertEquals(run.triggered.map(({ mode }) => mode), ["sanity"]);
  },
);

Deno.test(
  "runInitialization() names Failed and tries again ever later (F19)",
  LOOPBACK,
  async () => {
    let rounds = 0;
    await using sidecar = await startStandInSidecar({
      initialize: () => Promise.resolve(++rounds < 3 ? "Failed" : "Successful"),
    });
    await using run = startRun(sidecar, { modes: ["sanity", "full", "full"] });
    await run.done;
    assertGaps(timesOf(sidecar, START), [1000, 2000]);
    assertEquals(sidecar.initializations, ["sanity", "full", "full"]);
    assertEquals(
      run.log.lines.filter(({ level }) => level === "error")
        .map(({ msg, retryInMs }) => [msg, retryInMs]),
      [
        ["the sidecar reports that initialization failed", 1000],
        ["the sidecar reports that initialization failed", 2000],
      ],
    );
    assert(run.log.lines.some(({ Status }) => Status === "Failed"));
    assertEquals(run.triggered.map(({ ended }) => ended.aborted), [
      true,
      true,
      true,
    ]);
  },
);

for (
  const [what, fault] of [
    ["Failed", { body: "Failed" }],
    ["Successful and a newline", { body: "Successful\n" }],
    ["an empty body", { body: "" }],
    ["half of Successful", { body: "Successful", cutAfterBytes: 7 }],
    ["HTTP 206", { body: "Successful", status: 206 }],
    ["garbage", { garbage: true }],
  ] as const
) {
  Deno.test(
    `runInitialization() never resolves on ${what} (F18, F20, F65)`,
    LOOPBACK,
    async () => {
      await using sidecar = await startStandInSidecar();
      sidecar.faults.always(STATUS, fault);
      const stop = new AbortController();
      await using run = startRun(sidecar, { stop });
      await until(
        "an answer that was taken",
        () => run.log.find("Fetched initialization status"),
      );
      assertEquals(await Promise.race([run.done, settled()]), "not yet");
      stop.abort(new TypeError("stopped"));
      await assertRejects(() => run.done, TypeError, "stopped");
      assertEquals(run.log.find("Etcd initialization succeeded"), undefined);
    },
  );
}

for (
  const [what, path, fault] of [
    ["the status", STATUS, { hang: true }],
    ["the trigger", START, { hang: true }],
    ["the next poll", STATUS, { body: "Progress" }],
    ["the next try", STATUS, { status: 500 }],
  ] as const
) {
  Deno.test(
    `runInitialization() ends at once while it waits for ${what} (F22)`,
    LOOPBACK,
    async () => {
      await using sidecar = await startStandInSidecar();
      sidecar.faults.always(path, fault);
      const stop = new AbortController();
      await using run = startRun(sidecar, { stop });
      await until("a request", () => timesOf(sidecar, path).length > 0);
      stop.abort(new TypeError("stopped"));
      await assertRejects(() => run.done, TypeError, "stopped");
    },
  );
}

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

interface RunOptions {
  /** The modes to choose, in this order. @default {["full"]} */
  readonly modes?: readonly ValidationMode[];
  readonly stop?: AbortController;
  readonly onStatus?: (status: string) => unknown;
}

interface Run extends AsyncDisposable {
  readonly done: Promise<void>;
  readonly log: CapturedLog;
  /** What was told of the progress, without repetitions. */
  readonly progress: string[];
  readonly triggered: { mode: ValidationMode; ended: AbortSignal }[];
  readonly readers: () => { readonly most: number };
}

function startRun(sidecar: StandInSidecar, options: RunOptions = {}): Run {
  const { modes = ["full"], stop = new AbortController(), onStatus } = options;
  const log = captureLog();
  const progress: string[] = [];
  const triggered: Run["triggered"] = [];
  const remaining = [...modes];
  const client = watchClient(sidecar.url, onStatus);
  const settings: InitializationOptions = {
    sidecar: client,
    chooseMode: () => Promise.resolve(remaining.shift() ?? "full"),
    onProgress(detail) {
      if (progress.at(-1) !== detail) progress.push(detail);
    },
    onTriggered: (mode, ended) => triggered.push({ mode, ended }),
    logger: log.logger,
    signal: stop.signal,
  };
  const done = runInitialization(settings);
  done.catch(() => {/* the test looks at it later */});
  return {
    done,
    log,
    progress,
    triggered,
    readers: () => ({ most: client.mostReaders() }),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await done.catch(() => {/* it has been looked at */});
      client[Symbol.dispose]();
      log[Symbol.dispose]();
    },
  };
}

/** The real client, with an eye on how it is used. */
function watchClient(
  url: string,
  onStatus: (status: string) => unknown = () => {},
): SidecarClient & { readonly mostReaders: () => number } {
  const client = createSidecarClient({ url: new URL(url), caCerts: [] });
  let readers = 0;
  let most = 0;
  return {
    ...client,
    async status(signal) {
      most = Math.max(most, ++readers);
      try {
        const status = await client.status(signal);
        onStatus(status);
        return status;
      } finally {
        readers--;
      }
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
    mostReaders: () => most,
  };
}

function timesOf(sidecar: StandInSidecar, path?: string): number[] {
  return sidecar.requests
    .filter((request) => path === undefined || request.path === path)
    .map(({ atMs }) => atMs);
}

function assertGaps(times: readonly number[], leastMs: readonly number[]) {
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  leastMs.forEach((least, index) => {
    // Half a millisecond for the two clocks' rounding.
    assert((gaps[index] ?? 0) >= least - 0.5, `gaps ${gaps}`);
  });
}

/** No second of all the requests holds more than twenty. */
function assertRate(sidecar: StandInSidecar) {
  const times = timesOf(sidecar);
  for (const from of times) {
    const count = times.filter((at) => at >= from && at < from + 1000).length;
    assert(count <= 20, `${count} requests in one second`);
  }
}

/** Resolves when everything that was due has had its turn. */
function settled(): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, 0, "not yet"));
}
