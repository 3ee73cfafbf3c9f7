import { assert, assertEquals } from "@std/assert";
import { pathExists } from "../support/path_exists.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { stopWell } from "../support/stop_well.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const STATUS = "/initialization/status";
const START = "/initialization/start";
const CONFIG = "/config";

function paths(pod: Pod): string[] {
  return pod.sidecar.requests.map((request) => request.path);
}

/** The statuses that the wrapper logged, each where it differs. */
function statuses(wrapper: WrapperProcess): unknown[] {
  return wrapper.log()
    .filter((line) => line.msg === "Fetched initialization status")
    .map((line) => line["Status"]);
}

const NO_VALID_STATUSES: readonly (readonly [number, number])[] = [
  [500, 404],
  [204, 206],
];

for (const codes of NO_VALID_STATUSES) {
  Deno.test(`F18 a status with HTTP ${codes.join(" or ")} counts as none`, async () => {
    await using pod = await createPod();
    const faults = codes.map((status) => ({ status, body: "Successful" }));
    pod.sidecar.faults.once(STATUS, ...faults);
    await using wrapper = await pod.startReady();
    assertEquals(paths(pod).slice(0, 4), [STATUS, STATUS, STATUS, START]);
    assertEquals(statuses(wrapper)[0], "Unknown");
    const errors = wrapper.log()
      .filter((line) =>
        line.msg === "error while fetching initialization status"
      )
      .map((line) => String(line["error"]));
    for (const [index, code] of codes.entries()) {
      assert(errors[index]?.includes(`HTTP ${code}`), errors[index]);
    }
    assertEquals(pod.sidecar.initializations, ["full"]);
    await stopWell(wrapper);
  });
}

Deno.test("F19 a failed initialization is named, tried again and keeps etcd from starting", async () => {
  let attempts = 0;
  await using pod = await createPod({
    sidecar: {
      initialize: () =>
        Promise.resolve(++attempts <= 2 ? "Failed" : "Successful"),
    },
  });
  await using wrapper = pod.start();
  const failed = "the sidecar reports that initialization failed";
  await wrapper.logged(failed);
  assertEquals(paths(pod).filter((path) => path === CONFIG), []);
  await pod.answers(200);
  const log = wrapper.log();
  const failures = log.filter((line) => line.msg === failed);
  assertEquals(failures.map((line) => line.level), ["error", "error"]);
  const waits = failures.map((line) => Number(line["retryInMs"]));
  assertEquals(waits, [1000, 2000]);
  assertEquals(pod.sidecar.initializations, ["full", "full", "full"]);
  const messages = log.map((line) => line.msg);
  assert(messages.lastIndexOf(failed) < messages.indexOf("started etcd"));
  await stopWell(wrapper);
});

for (const body of ["Successful\n", "what is this", ""]) {
  Deno.test(`F20 the status ${JSON.stringify(body)} counts as progress`, async () => {
    await using pod = await createPod();
    pod.sidecar.faults.once(STATUS, { body }, { body }, { body });
    await using wrapper = await pod.startReady();
    assertEquals(
      paths(pod).slice(0, 5),
      [STATUS, STATUS, STATUS, STATUS, START],
    );
    assertEquals(statuses(wrapper).slice(0, 2), ["InProgress", "New"]);
    await stopWell(wrapper);
  });
}

Deno.test("F21 a first status of Successful needs no trigger", async () => {
  await using pod = await createPod({
    sidecar: { initialStatus: "Successful" },
  });
  await using wrapper = await pod.startReady();
  assertEquals(paths(pod), [STATUS, CONFIG]);
  assertEquals(pod.sidecar.initializations, []);
  await stopWell(wrapper);
});

Deno.test("F22 SIGTERM ends a status request that hangs", async () => {
  await using pod = await createPod();
  pod.sidecar.faults.always(STATUS, { hang: true });
  await using wrapper = pod.start();
  await until("the request", () => paths(pod).includes(STATUS));
  wrapper.kill("SIGTERM");
  // Much less than the 60 s that a request may take.
  assertEquals((await wrapper.ended(10_000)).code, 1);
  assert(!await pathExists(pod.exitCodeFile));
  await wrapper.logged("application context has been cancelled");
});

Deno.test("F23 bodies that come after their headers, byte by byte, are read whole", async () => {
  await using pod = await createPod();
  pod.sidecar.faults.always(STATUS, { delayBodyMs: 100, dribbleMs: 10 });
  pod.sidecar.faults.always(CONFIG, { delayBodyMs: 100, dribbleMs: 1 });
  await using wrapper = await pod.startReady();
  assertEquals(paths(pod).filter((path) => path === CONFIG), [CONFIG]);
  assertEquals(pod.sidecar.initializations, ["full"]);
  assertEquals(
    await Deno.readTextFile(`${pod.home}/etcd.conf.yaml`),
    pod.config(),
  );
  assertEquals(wrapper.log().filter((line) => line.level === "error"), []);
  await stopWell(wrapper);
});

Deno.test("F24 a trigger that is refused is tried again while the status is New", async () => {
  await using pod = await createPod();
  pod.sidecar.faults.once(START, { status: 500 }, { status: 500 });
  await using wrapper = await pod.startReady();
  assertEquals(
    paths(pod).slice(0, 6),
    [STATUS, START, STATUS, START, STATUS, START],
  );
  const errors = wrapper.log().filter((line) =>
    line.msg === "error while triggering initialization to backup-restore"
  );
  assertEquals(errors.length, 2);
  assert(String(errors[0]?.["error"]).includes("HTTP 500"));
  assertEquals(pod.sidecar.initializations, ["full"]);
  await stopWell(wrapper);
});

Deno.test("F65 a status cut in the middle is none, and another initialization follows", async () => {
  await using pod = await createPod({
    sidecar: { initialStatus: "Successful" },
  });
  pod.sidecar.faults.once(STATUS, { cutAfterBytes: 5 });
  await using wrapper = await pod.startReady();
  assertEquals(paths(pod).slice(0, 3), [STATUS, STATUS, START]);
  assertEquals(statuses(wrapper).slice(0, 2), ["Unknown", "New"]);
  assertEquals(pod.sidecar.initializations, ["full"]);
  await stopWell(wrapper);
});
