import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createCluster } from "../support/cluster.ts";
import {
  memberAddAsLearner,
  memberList,
  memberPromote,
  memberRemove,
} from "../support/etcd_api.ts";
import { isAlive } from "../support/is_alive.ts";
import { pathExists } from "../support/path_exists.ts";
import type { Pod } from "../support/pod.ts";
import { until } from "../support/until.ts";

/** Without it, changes are refused in the first seconds. */
const EAGER = { "strict-reconfig-check": false };

Deno.test("F49 a member that is removed ends with a failure, again and again", async () => {
  await using cluster = await createCluster(3, { config: { extra: EAGER } });
  const [pod, other] = cluster.pods as [Pod, Pod];
  await using _second = await cluster.startBare(1);
  await using _third = await cluster.startBare(2);
  await using wrapper = await pod.startReady();
  const api = { endpoints: other.clientUrl };
  const members = await memberList(api);
  const own = members.find(({ name }) => name === "etcd-main-0");
  assert(own !== undefined);
  await memberRemove(api, own.id);

  assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
  const { error } = await wrapper.logged("error during start or run of etcd");
  assertStringIncludes(String(error), "etcd ended by itself");
  assert(!isAlive(await wrapper.etcdPid()));
  assert(!await pathExists(pod.exitCodeFile));

  await using again = pod.start();
  assertEquals((await again.ended()).code, 1, again.stderr());
});

for (const etcdLine of ["3.5", "3.6"] as const) {
  Deno.test(`F50 a learner answers 503 until it is promoted, on etcd ${etcdLine}`, async () => {
    await using cluster = await createCluster(2, {
      etcdLine,
      config: { extra: EAGER },
    });
    const [first, learner] = cluster.pods as [Pod, Pod];
    const peerUrl = `http://127.0.0.1:${first.peerPort}`;
    await using _first = await cluster.startBare(0, {
      cluster: [{ name: "etcd-main-0", peerUrl }],
    });
    const api = { endpoints: first.clientUrl };
    const { id } = await memberAddAsLearner(
      api,
      "etcd-main-1",
      `http://127.0.0.1:${learner.peerPort}`,
    );
    learner.sidecar.setConfig(cluster.config(1, { state: "existing" }));
    await using wrapper = learner.start();
    const { error } = await wrapper.logged("failed to retrieve from etcd db");
    assertStringIncludes(String(error), "not supported for learner");
    assertEquals(await learner.readyz(), 503);

    // It has to catch up before.
    await until("the promotion", async () => {
      await memberPromote(api, id);
      return true;
    });
    await learner.answers(200);
    wrapper.kill("SIGTERM");
    assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
    assertEquals(await Deno.readTextFile(learner.exitCodeFile), "terminated");
  });
}
