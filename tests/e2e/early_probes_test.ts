import { assertEquals, assertStringIncludes } from "@std/assert";
import { createPod } from "../support/pod.ts";
import { ask, untilCause } from "../support/read_cause.ts";
import { createTlsPod } from "../support/tls_pod.ts";
import { until } from "../support/until.ts";

const STATUS = "/initialization/status";
const EARLY = ["--early-probes", "--liveness-timeout=1s"];

Deno.test("with early probes every cause of an initialization shows, and none asks for a restart", async () => {
  let finish = (_status: "Failed" | "Successful") => {};
  await using pod = await createPod({
    sidecar: { initialize: () => new Promise((resolve) => finish = resolve) },
  });
  pod.sidecar.setConfig(pod.config());
  pod.sidecar.faults.once(STATUS, { status: 500 });
  await using wrapper = pod.start({ args: EARLY });
  const probes = async () => [
    (await ask(pod, "/readyz")).status,
    (await ask(pod, "/livez")).status,
    (await ask(pod, "/startupz")).status,
  ];
  await until("an answer", async () => (await pod.readyz()) === 503);
  const silent = await untilCause(pod, "SidecarUnreachable");
  assertStringIncludes(silent.detail, "does not answer");
  assertEquals(await probes(), [503, 200, 503]);

  await untilCause(pod, "Validating");
  assertEquals(await probes(), [503, 200, 503]);
  finish("Failed");
  await untilCause(pod, "ValidationFailed");
  assertEquals(await probes(), [503, 200, 503]);

  await untilCause(pod, "Validating");
  pod.sidecar.faults.once("/config", { status: 500 });
  finish("Successful");
  await untilCause(pod, "FetchingConfig");
  await pod.answers(200);
  assertEquals(await probes(), [200, 200, 200]);
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
});

Deno.test("without early probes nothing listens during the initialization", async () => {
  await using pod = await createPod({
    sidecar: { initialize: () => new Promise(() => {}) },
  });
  await using wrapper = pod.start();
  await until("the validation", () => pod.sidecar.initializations.length > 0);
  assertEquals(await pod.readyz(), 0);
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 1);
});

Deno.test("POST /stop during the initialization stops it, as a signal does", async () => {
  await using pod = await createPod({
    sidecar: { initialize: () => new Promise(() => {}) },
  });
  await using wrapper = pod.start({ args: EARLY });
  await until("an answer", async () => (await pod.readyz()) === 503);
  assertEquals((await ask(pod, "/stop", { method: "POST" })).status, 200);
  assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
  await wrapper.logged("application context has been cancelled");
});

Deno.test("early probes speak HTTPS when a client certificate is given, then with the member's own", async () => {
  await using pod = await createTlsPod();
  pod.sidecar.faults.once(STATUS, { status: 500 });
  await using wrapper = pod.start({ args: EARLY });
  const asked = { wrapperPort: pod.wrapperPort, caPem: pod.ca.certPem };
  const early = await untilCause(asked, "SidecarUnreachable");
  assertEquals(early.status, 503);
  await pod.answers(200);
  assertEquals((await ask(asked, "/livez")).status, 200);
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
});
