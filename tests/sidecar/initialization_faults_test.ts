import { assert, assertEquals, assertRejects } from "@std/assert";
import { delay } from "@std/async/delay";
import { startStandInSidecar } from "../support/stand_in_sidecar.ts";
import { until } from "../support/until.ts";
import { assertGaps, startRun, timesOf } from "./initialization_run.ts";

const LOOPBACK = { permissions: { net: ["127.0.0.1"] } };
const STATUS = "/initialization/status";
const START = "/initialization/start";

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
  "runInitialization() tells the cause of each wait, and how long it is",
  LOOPBACK,
  async () => {
    let rounds = 0;
    await using sidecar = await startStandInSidecar({
      initializationMs: 50,
      initialize: async () => {
        await delay(50);
        return ++rounds < 2 ? "Failed" : "Successful";
      },
    });
    sidecar.faults.once(STATUS, { status: 500 });
    sidecar.faults.once(START, { status: 500 });
    await using run = startRun(sidecar);
    await run.done;
    assertEquals(run.causes.map((cause) => cause || "Initializing"), [
      "SidecarUnreachable",
      "Initializing",
      "SidecarUnreachable",
      "Initializing",
      "Validating",
      "ValidationFailed",
      "Initializing",
      "Validating",
    ]);
    // After no answer, twice, and after the failure.
    assertEquals(run.backOffs.length, 3);
    assertEquals(run.backOffs[2], 1000);
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

/** Resolves when everything that was due has had its turn. */
function settled(): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, 0, "not yet"));
}
