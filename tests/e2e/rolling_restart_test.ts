import { assert, assertEquals } from "@std/assert";
import { createCluster } from "../support/cluster.ts";
import { etcdctl, put } from "../support/etcd_api.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

/** Writes one key after another until it is stopped. */
function startWriter(endpoints: string): {
  acknowledged: string[];
  stop: () => Promise<void>;
} {
  const acknowledged: string[] = [];
  const stopped = new AbortController();
  const writing = (async () => {
    for (let count = 0; !stopped.signal.aborted; count++) {
      const key = `written/${count}`;
      // A write that fails may be lost, one that succeeds may not.
      await put({ endpoints, timeoutMs: 2000 }, key, key)
        .then(() => acknowledged.push(key), () => {});
    }
  })();
  return {
    acknowledged,
    async stop() {
      stopped.abort();
      await writing;
    },
  };
}

Deno.test("F60 three members start together, and a rolling restart loses no write", async () => {
  await using cluster = await createCluster(3);
  await using stack = new AsyncDisposableStack();
  const wrappers: WrapperProcess[] = cluster.pods.map((pod) =>
    stack.use(pod.start())
  );
  await Promise.all(cluster.pods.map((pod) => pod.answers(200)));

  const writer = startWriter(cluster.endpoints);
  stack.defer(writer.stop);
  for (const [index, pod] of cluster.pods.entries()) {
    const seen = writer.acknowledged.length;
    wrappers[index]?.kill("SIGTERM");
    assertEquals((await wrappers[index]?.ended())?.code, 0);
    assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
    await until(
      "a write without this member",
      () => writer.acknowledged.length > seen,
    );
    stack.use(await pod.startReady());
    assertEquals(pod.sidecar.initializations, ["full", "sanity"]);
  }
  await writer.stop();

  const { kvs } = await etcdctl({ endpoints: cluster.endpoints }, [
    ...["get", "--prefix", "--keys-only", "written/"],
  ]);
  const found = new Set((kvs as { key: string }[]).map(({ key }) => atob(key)));
  assert(writer.acknowledged.length > 0);
  assertEquals(writer.acknowledged.filter((key) => !found.has(key)), []);
});
