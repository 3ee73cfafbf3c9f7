import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/yaml";
import { createCluster } from "../support/cluster.ts";
import { startKubernetesApi } from "../support/kubernetes_api.ts";
import { druidConfig, type MemberUrls } from "../support/druid_config.ts";
import { get, memberList, put } from "../support/etcd_api.ts";
import type { Pod } from "../support/pod.ts";
import { startRealSidecar } from "../support/real_sidecar.ts";
import { stopWell } from "../support/stop_well.ts";
import { testWithSidecar } from "../support/test_with_sidecar.ts";
import { until } from "../support/until.ts";

/** Without a cluster, the sidecar asks for members for more than a minute. */
const BOOTSTRAP_MS = 180_000;

function nameOf(index: number): string {
  return `etcd-main-${index}`;
}

function membersOf(pods: readonly Pod[]): Record<string, MemberUrls> {
  return Object.fromEntries(
    pods.map((pod, index) => [nameOf(index), {
      client: pod.clientUrl,
      peer: `http://127.0.0.1:${pod.peerPort}`,
    }]),
  );
}

async function servedConfig(pod: Pod): Promise<Record<string, unknown>> {
  return parse(
    await Deno.readTextFile(`${pod.home}/etcd.conf.yaml`),
  ) as Record<string, unknown>;
}

await testWithSidecar(
  "F27 with the real sidecar: three members wait for a configuration that takes 37 s, and bootstrap",
  async () => {
    await using api = startKubernetesApi("etcd-main", 3);
    await using cluster = await createCluster(3);
    await using stack = new AsyncDisposableStack();
    const wrappers = [];
    for (const [index, pod] of cluster.pods.entries()) {
      const sidecar = stack.use(
        await startRealSidecar(pod, {
          config: druidConfig(pod, membersOf(cluster.pods)),
          podName: nameOf(index),
          serviceEndpoints: cluster.endpoints,
          kubeconfig: api.kubeconfig,
        }),
      );
      wrappers.push(stack.use(pod.start({ args: sidecar.args })));
    }
    await Promise.all(
      cluster.pods.map((pod) => pod.answers(200, BOOTSTRAP_MS)),
    );
    const endpoints = cluster.endpoints;
    assertEquals((await memberList({ endpoints })).length, 3);
    for (const wrapper of wrappers) {
      const attempts = wrapper.log()
        .filter((line) => line.msg === "re-attempting operation");
      assertEquals(attempts, []);
      await stopWell(wrapper);
    }
  },
);

await testWithSidecar(
  "F61 with the real sidecar: a member that lost its data joins again as a learner",
  async () => {
    await using api = startKubernetesApi("etcd-main", 3);
    await using cluster = await createCluster(3);
    await using _first = await cluster.startBare(0);
    await using _second = await cluster.startBare(1);
    const [one, _two, pod] = cluster.pods as [Pod, Pod, Pod];
    {
      await using third = await cluster.startBare(2);
      await until("the cluster to be whole", async () => {
        const members = await memberList({ endpoints: one.clientUrl });
        return members.every((member) => member.name !== "");
      });
      await third.stop();
    }
    await put({ endpoints: one.clientUrl }, "key", "kept");
    await Deno.remove(pod.dataDir, { recursive: true });

    await using sidecar = await startRealSidecar(pod, {
      config: druidConfig(pod, membersOf(cluster.pods)),
      podName: nameOf(2),
      hasStore: true,
      serviceEndpoints: cluster.endpoints,
      kubeconfig: api.kubeconfig,
    });
    await using wrapper = pod.start({ args: sidecar.args });
    await wrapper.logged("started etcd", BOOTSTRAP_MS);
    const config = await servedConfig(pod);
    assertEquals(config["initial-cluster-state"], "existing");
    assertStringIncludes(String(config["initial-cluster"]), nameOf(0));
    await pod.answers(200, BOOTSTRAP_MS);
    const members = await memberList({ endpoints: one.clientUrl });
    assertEquals(members.length, 3);
    assert(!members.some((member) => member.isLearner));
    assertEquals(await get({ endpoints: pod.clientUrl }, "key"), "kept");
    await stopWell(wrapper);
  },
);
