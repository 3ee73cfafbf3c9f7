import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createWrapperMetrics } from "../../lib/metrics/wrapper_metrics.ts";
import { observeSidecar } from "../../lib/sidecar/observe_sidecar.ts";
import { createSidecarClient } from "../../lib/sidecar/sidecar_client.ts";
import { createSidecarRecord } from "../../lib/sidecar/sidecar_record.ts";
import { trackerIn } from "../support/health_tracker.ts";
import { startStandInSidecar } from "../support/stand_in_sidecar.ts";

Deno.test("a sidecar's requests show up in health and metrics", async () => {
  await using sidecar = await startStandInSidecar({ config: "name: x" });
  sidecar.faults.once("/initialization/status", { status: 503 });
  const health = trackerIn("initializing");
  const { sidecarCalls } = createWrapperMetrics();
  const record = createSidecarRecord({ health, calls: sidecarCalls });
  using plain = createSidecarClient({ url: new URL(sidecar.url), caCerts: [] });
  const client = observeSidecar(plain, record.onCall);
  const { signal } = new AbortController();

  await client.status(signal).catch(() => {});
  record.onBackOff(1500);
  const failed = health.current.sidecar;
  assertEquals([failed?.attempts, failed?.failures], [1, 1]);
  assertStringIncludes(failed?.lastAnswer ?? "", "HTTP 503");
  assertEquals(failed?.backOffMs, 1500);

  await client.status(signal);
  await client.start("full", signal);
  await client.config(signal);
  const { attempts, failures, lastOperation, lastAnswer, backOffMs } =
    health.current.sidecar ?? {};
  assertEquals(
    [attempts, failures, lastOperation, lastAnswer, backOffMs],
    [4, 1, "config", "OK", undefined],
  );
  assertEquals(
    sidecarCalls.family.samples.filter(({ value }) => value > 0)
      .map(({ labels, value }) => [...Object.values(labels), value]),
    [
      ["status", "success", 1],
      ["status", "failure", 1],
      ["start", "success", 1],
      ["config", "success", 1],
    ],
  );
});

Deno.test("a request that was cancelled counts as none", async () => {
  await using sidecar = await startStandInSidecar();
  sidecar.faults.once("/initialization/status", { hang: true });
  const calls: unknown[] = [];
  using plain = createSidecarClient({ url: new URL(sidecar.url), caCerts: [] });
  const client = observeSidecar(plain, (call) => calls.push(call));
  const stop = new AbortController();
  const asking = client.status(stop.signal).then(() => true, () => false);
  stop.abort();
  assert(!await asking);
  assertEquals(calls, []);
});
