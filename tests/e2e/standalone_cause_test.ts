import { assertEquals, assertStringIncludes } from "@std/assert";
import { ask, readCause, untilCause } from "../support/read_cause.ts";
import { createStandalonePod } from "../support/standalone_pod.ts";
import { startBareEtcd } from "../support/bare_etcd.ts";
import { until } from "../support/until.ts";

Deno.test("standalone: the probes tell of the validation, which is no reason for a restart", async () => {
  await using pod = await createStandalonePod();
  {
    await using first = await pod.startReady();
    first.kill("SIGTERM");
    await first.ended();
  }
  // An etcd of somebody else holds the data, so that the validation waits.
  await using holder = await startBareEtcd({
    etcd: pod.etcd,
    config: pod.config(),
    workDir: pod.dir,
  });
  await using wrapper = pod.start({ args: ["--liveness-timeout=1s"] });
  await wrapper.logged("the data is in use, waiting for its lock");
  const validating = await untilCause(pod, "Validating");
  assertEquals([validating.status, validating.phase], [503, "initializing"]);
  assertStringIncludes(validating.detail, "which holds the data");
  assertEquals((await ask(pod, "/livez")).status, 200);
  assertEquals((await ask(pod, "/startupz")).status, 503);
  await holder.stop();
  await pod.answers(200);
  assertEquals((await ask(pod, "/startupz")).status, 200);
});

Deno.test("standalone: a member alone says that it waits for the others to decide", async () => {
  await using pod = await createStandalonePod();
  await using other = await createStandalonePod();
  await pod.writeConfig(pod.config({
    cluster: [
      { name: "etcd-main-0", peerUrl: `http://127.0.0.1:${pod.peerPort}` },
      { name: "etcd-main-1", peerUrl: `http://127.0.0.1:${other.peerPort}` },
    ],
  }));
  await using wrapper = pod.start({
    args: [
      `--peer-wrapper-endpoints=etcd-main-1=127.0.0.1:${other.wrapperPort}`,
    ],
  });
  await until("whom it waits for", async () => {
    const { detail } = await untilCause(pod, "JoiningCluster");
    return detail.includes("etcd-main-1");
  });
  assertEquals((await readCause(pod)).status, 503);
  assertEquals((await ask(pod, "/livez")).status, 200);
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
});
