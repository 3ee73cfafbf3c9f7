import { assertEquals } from "@std/assert";
import { createPod } from "../support/pod.ts";
import { stopWell } from "../support/stop_well.ts";
import { until } from "../support/until.ts";

const NO_STATUS = "error while fetching initialization status";

Deno.test("F16 a sidecar that comes up late is waited for", async () => {
  await using pod = await createPod();
  await pod.sidecar.stop();
  await using wrapper = pod.start();
  await until(
    "two requests to be refused",
    () => wrapper.log().filter((line) => line.msg === NO_STATUS).length >= 2,
  );
  assertEquals(pod.sidecar.requests, []);
  await pod.sidecar.start();
  await pod.answers(200);
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
  await pod.answers(200);
  assertEquals(pod.sidecar.initializations, ["full", "full"]);
  await stopWell(wrapper);
});

/** Never comes to a result. */
function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}
