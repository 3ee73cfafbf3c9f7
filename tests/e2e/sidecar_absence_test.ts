import { assertEquals } from "@std/assert";
import { createPod } from "../support/pod.ts";
import { stopWell } from "../support/stop_well.ts";
import { until } from "../support/until.ts";

/**
 * The pauses between two tries grow to 5 s, and the steps of a start behind
 * them take seconds on a machine that is busy.
 */
const LATE_MS = 40_000;
const NO_STATUS = "error while fetching initialization status";

Deno.test("F16 a sidecar that comes up late is waited for", async () => {
  await using pod = await createPod();
  await pod.sidecar.stop();
  await using wrapper = pod.start();
  await until(
    "two requests to be refused",
    () => wrapper.log().filter((line) => line.msg === NO_STATUS).length >= 2,
    { timeoutMs: LATE_MS },
  );
  assertEquals(pod.sidecar.requests, []);
  await pod.sidecar.start();
  await pod.answers(200, LATE_MS);
  assertEquals(pod.sidecar.initializations, ["full"]);
  await stopWell(wrapper);
});

Deno.test("F17 a sidecar that restarts while it initializes is asked again", async () => {
  let attempts = 0;
  await using pod = await createPod({
    sidecar: {
      initialize: (_mode, signal) =>
        ++attempts === 1 ? endOf(signal) : Promise.resolve("Successful"),
    },
  });
  await using wrapper = pod.start();
  await until("the first trigger", () => attempts === 1);
  await pod.sidecar.stop();
  await wrapper.logged(NO_STATUS);
  await pod.sidecar.restart();
  await pod.answers(200, LATE_MS);
  assertEquals(pod.sidecar.initializations, ["full", "full"]);
  await stopWell(wrapper);
});

/** Never comes to a result. */
function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}
