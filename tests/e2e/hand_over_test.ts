import { assert, assertEquals } from "@std/assert";
import { createCluster } from "../support/cluster.ts";
import type { Pod } from "../support/pod.ts";
import { ask } from "../support/read_cause.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const HANDED = "handed leadership over";

/** The pod whose member leads, by what its wrapper shows. */
async function leaderOf(
  cluster: { readonly pods: readonly Pod[] },
): Promise<number> {
  const index = await until("a leader", async () => {
    for (const [index, pod] of cluster.pods.entries()) {
      const { text } = await ask(pod, "/status");
      if (JSON.parse(text).member?.role === "leader") return index + 1;
    }
    return undefined;
  });
  return index - 1;
}

for (const etcdLine of ["3.5", "3.6"] as const) {
  Deno.test(`a leader that is stopped hands over first, on etcd ${etcdLine}`, async () => {
    await using cluster = await createCluster(3, { etcdLine });
    await using stack = new AsyncDisposableStack();
    const wrappers: WrapperProcess[] = cluster.pods.map((pod) =>
      stack.use(pod.start())
    );
    await Promise.all(cluster.pods.map((pod) => pod.answers(200)));
    const index = await leaderOf(cluster);
    const leader = wrappers[index] as WrapperProcess;
    leader.kill("SIGTERM");
    assertEquals((await leader.ended()).code, 0, leader.stderr());
    const { to } = await leader.logged(HANDED);
    assert(String(to).startsWith("etcd-main-"), String(to));
    // Once for the hand-over, and never again for the stop.
    const transfers = leader.stderr().split('"leadership transfer starting"');
    assertEquals(transfers.length - 1, 1, leader.stderr());
    const [follower] = wrappers.filter((it) => it !== leader);
    follower?.kill("SIGINT");
    assertEquals((await follower?.ended())?.code, 0);
  });
}

Deno.test("a single member is stopped without a word about leadership", async () => {
  await using cluster = await createCluster(1);
  const [pod] = cluster.pods as [Pod];
  await using wrapper = await pod.startReady();
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0);
  assert(!wrapper.stderr().includes("leadership is not handed over"));
  assert(!wrapper.stderr().includes(HANDED));
});

Deno.test("a second signal ends a hand-over that does not come to its end", async () => {
  await using cluster = await createCluster(3);
  const [pod] = cluster.pods as [Pod];
  await using second = await cluster.startBare(1);
  await using third = await cluster.startBare(2);
  await using wrapper = await pod.startReady({
    args: ["--hand-over-timeout=10s"],
  });
  const etcdPid = await wrapper.etcdPid();
  // Nobody answers any more: what is asked has to wait.
  for (const { pid } of [second, third]) Deno.kill(pid, "SIGSTOP");
  Deno.kill(etcdPid, "SIGSTOP");
  wrapper.kill("SIGTERM");
  await wrapper.logged("application context has been cancelled");
  let hasEnded = false;
  void wrapper.status.then(() => hasEnded = true);
  await until("the second signal to count", () => {
    if (!hasEnded) wrapper.kill("SIGTERM");
    return hasEnded;
  }, { intervalMs: 50 });
  assertEquals((await wrapper.ended()).code, 1);
  for (const { pid } of [second, third]) Deno.kill(pid, "SIGCONT");
});
