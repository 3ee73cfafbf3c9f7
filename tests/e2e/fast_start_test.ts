import { assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { createCluster } from "../support/cluster.ts";
import {
  etcdctl,
  get,
  memberAddAsLearner,
  memberList,
  memberPromote,
  put,
} from "../support/etcd_api.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const FAST = { args: ["--single-member-fast-start"] };
const USUAL_TIMING = { config: { fast: false } };

/** The timing that etcd says it was started with. */
async function timingOf(wrapper: WrapperProcess): Promise<string[]> {
  await wrapper.wrote('"election-timeout":');
  return ["heartbeat-interval", "election-timeout"].map((name) =>
    new RegExp(`"${name}":"([^"]*)"`).exec(wrapper.stderr())?.[1] ?? ""
  );
}

async function stop(wrapper: WrapperProcess): Promise<void> {
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
}

function configFile(pod: Pod): Promise<string> {
  return Deno.readTextFile(`${pod.home}/etcd.conf.yaml`);
}

Deno.test("--single-member-fast-start gives a single member a short timing, with and without data", async () => {
  await using pod = await createPod(USUAL_TIMING);
  for (const _start of ["empty", "with data"]) {
    await using wrapper = await pod.startReady(FAST);
    assertEquals(await timingOf(wrapper), ["10ms", "100ms"]);
    assertEquals(parse(await configFile(pod)), {
      ...parse(pod.config()) as Record<string, unknown>,
      "heartbeat-interval": 10,
      "election-timeout": 100,
    });
    await put({ endpoints: pod.clientUrl }, "key", "value");
    await stop(wrapper);
  }
  await using wrapper = await pod.startReady(FAST);
  assertEquals(await get({ endpoints: pod.clientUrl }, "key"), "value");
  await stop(wrapper);
});

const OWN_TIMINGS: readonly [Record<string, number>, string[]][] = [
  [{ "heartbeat-interval": 20, "election-timeout": 200 }, ["20ms", "200ms"]],
  [{ "heartbeat-interval": 50 }, ["50ms", "1s"]],
  [{ "election-timeout": 600 }, ["100ms", "600ms"]],
];
for (const [extra, timing] of OWN_TIMINGS) {
  const keys = Object.keys(extra).join(" and ");
  Deno.test(`--single-member-fast-start leaves ${keys} of its own alone`, async () => {
    await using pod = await createPod({ config: { fast: false, extra } });
    await using wrapper = pod.start(FAST);
    assertEquals(await timingOf(wrapper), timing);
    assertEquals(await configFile(pod), pod.config());
  });
}

Deno.test("--single-member-fast-start leaves three members alone", async () => {
  await using cluster = await createCluster(3, USUAL_TIMING);
  const [pod] = cluster.pods as [Pod];
  await using wrapper = pod.start(FAST);
  assertEquals(await timingOf(wrapper), ["100ms", "1s"]);
  assertEquals(await configFile(pod), cluster.config(0));
});

Deno.test("without --single-member-fast-start the configuration stays as it is", async () => {
  await using pod = await createPod(USUAL_TIMING);
  await using wrapper = pod.start();
  assertEquals(await timingOf(wrapper), ["100ms", "1s"]);
  assertEquals(await configFile(pod), pod.config());
});

Deno.test("--single-member-fast-start survives an etcd that is stopped for 2 s", async () => {
  await using pod = await createPod(USUAL_TIMING);
  await using wrapper = await pod.startReady(FAST);
  const etcdPid = await wrapper.etcdPid();
  Deno.kill(etcdPid, "SIGSTOP");
  const stoppedMs = Date.now();
  await until("2 s to pass", () => Date.now() - stoppedMs > 2000);
  Deno.kill(etcdPid, "SIGCONT");
  await put({ endpoints: pod.clientUrl }, "key", "value");
  await pod.answers(200);
  await stop(wrapper);
});

Deno.test("--single-member-fast-start can grow to three members with the usual timing", async () => {
  await using cluster = await createCluster(3, {
    config: { fast: false, extra: { "strict-reconfig-check": false } },
  });
  const [pod] = cluster.pods as [Pod, Pod, Pod];
  const members = cluster.pods.map(({ peerPort }, index) => ({
    name: `etcd-main-${index}`,
    peerUrl: `http://127.0.0.1:${peerPort}`,
  }));
  pod.sidecar.setConfig(
    cluster.config(0, { cluster: members.slice(0, 1) }),
  );
  const wrapper = await pod.startReady(FAST);
  await using stack = new AsyncDisposableStack();
  stack.use(wrapper);
  assertEquals(await timingOf(wrapper), ["10ms", "100ms"]);
  const api = { endpoints: pod.clientUrl };
  for (const index of [1, 2]) {
    const { name, peerUrl } = members[index] ?? { name: "", peerUrl: "" };
    const { id } = await memberAddAsLearner(api, name, peerUrl);
    stack.use(
      await cluster.startBare(index, {
        cluster: members.slice(0, index + 1),
        state: "existing",
      }),
    );
    await until("the promotion", async () => {
      await memberPromote(api, id);
      return true;
    });
  }

  // A leader with the usual timing is slow in the eyes of this member.
  const second = (await memberList(api))
    .find(({ name }) => name === "etcd-main-1");
  await until("another leader", async () => {
    await etcdctl(api, ["move-leader", second?.id ?? ""]).catch(() => {});
    return await leaderOf(api.endpoints) !== await idOf(api.endpoints);
  });
  await put(api, "key", "value");
  assertEquals(await get({ endpoints: cluster.endpoints }, "key"), "value");
  await pod.answers(200);
  await stop(wrapper);

  pod.sidecar.setConfig(cluster.config(0, { state: "existing" }));
  const again = stack.use(await pod.startReady(FAST));
  assertEquals(await timingOf(again), ["100ms", "1s"]);
  assertEquals(await get(api, "key"), "value");
  await stop(again);
});

async function leaderOf(endpoints: string): Promise<unknown> {
  return (await statusOf(endpoints)).leader;
}

async function idOf(endpoints: string): Promise<unknown> {
  return (await statusOf(endpoints)).header.member_id;
}

// deno-lint-ignore no-explicit-any
async function statusOf(endpoints: string): Promise<any> {
  const all = await etcdctl({ endpoints }, ["endpoint", "status"]);
  return (all as unknown as { Status: unknown }[])[0]?.Status;
}
