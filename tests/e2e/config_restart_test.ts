import { assertEquals } from "@std/assert";
import { assertRefused } from "../support/config_refusal.ts";
import { createPod, type Pod } from "../support/pod.ts";

const OTHERS = [{ name: "other", peerUrl: "http://127.0.0.2:2380" }];

async function startAndStop(pod: Pod, config: string): Promise<void> {
  pod.sidecar.setConfig(config);
  await using wrapper = await pod.startReady();
  assertEquals(await pod.readyz(), 200);
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
}

for (const etcdLine of ["3.4", "3.5", "3.6"] as const) {
  Deno.test(`F32 with data, etcd ${etcdLine} starts although its name is not in initial-cluster`, async () => {
    await using pod = await createPod({ etcdLine });
    const config = pod.config({ cluster: OTHERS });
    await assertRefused(pod, config, /couldn't find local name/);
    await startAndStop(pod, pod.config());
    await startAndStop(pod, config);
  });
}

Deno.test("F32 with data, a log outside of the data directory counts too", async () => {
  await using pod = await createPod();
  const extra = { "wal-dir": `${pod.dataVolumeDir}/log` };
  const config = pod.config({ cluster: OTHERS, extra });
  await assertRefused(pod, config, /couldn't find local name/);
  await startAndStop(pod, pod.config({ extra }));
  await startAndStop(pod, config);
});
