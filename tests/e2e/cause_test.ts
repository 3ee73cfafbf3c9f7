import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createGrpcHttpClient } from "../../lib/etcd_client/grpc_http_client.ts";
import { callUnary } from "../../lib/etcd_client/unary_call.ts";
import { encodeProtoMessage } from "../../lib/protobuf/proto_message.ts";
import { createCluster } from "../support/cluster.ts";
import {
  alarm,
  etcdctl,
  memberAddAsLearner,
  memberPromote,
  put,
} from "../support/etcd_api.ts";
import { startPeerProxy } from "../support/peer_proxy.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { ask, readCause, untilCause } from "../support/read_cause.ts";
import { until } from "../support/until.ts";

for (const etcdLine of ["3.5", "3.6"] as const) {
  Deno.test(`a member of three says QuorumLost, not that it is down itself, on etcd ${etcdLine}`, async () => {
    await using cluster = await createCluster(3, { etcdLine });
    const [pod] = cluster.pods as [Pod];
    await using wrapper = pod.start();
    await wrapper.logged("started etcd");
    const alone = await untilCause(pod, "QuorumLost");
    assertEquals(alone.phase, "waiting until etcd is ready");
    assertStringIncludes(alone.detail, "1 of 3 voters answer, 2 are needed");

    await using second = await cluster.startBare(1);
    await using third = await cluster.startBare(2);
    await pod.answers(200);
    assertEquals((await readCause(pod)).cause, null);

    await Promise.all([second.kill(), third.kill()]);
    const lost = await untilCause(pod, "QuorumLost");
    assertEquals([lost.status, lost.phase], [503, "not ready"]);
    assertStringIncludes(
      lost.detail,
      "no answer from etcd-main-1, etcd-main-2",
    );
    // A restart would not bring the others back.
    assertEquals((await ask(pod, "/livez")).status, 200);
  });

  Deno.test(`a hung etcd of three is EtcdUnresponsive while the others have a quorum, on etcd ${etcdLine}`, async () => {
    await using cluster = await createCluster(3, { etcdLine });
    const [pod] = cluster.pods as [Pod];
    await using _second = await cluster.startBare(1);
    await using _third = await cluster.startBare(2);
    await using wrapper = await pod.startReady({
      args: ["--liveness-timeout=6s", "--etcd-stop-timeout=100ms"],
    });
    await until("who the members are", async () => {
      const { member } = await readStatus(pod);
      return member?.quorum?.answering === 3;
    });
    const etcdPid = await wrapper.etcdPid();
    Deno.kill(etcdPid, "SIGSTOP");
    const hung = await until("what the others say", async () => {
      const answer = await readCause(pod);
      return answer.detail.includes("voters answer") ? answer : undefined;
    }, { timeoutMs: 20_000 });
    assertEquals([hung.status, hung.cause], [503, "EtcdUnresponsive"]);
    assertStringIncludes(hung.detail, "2 of 3 voters answer, 2 are needed");
    await until(
      "/livez to fail",
      async () => (await ask(pod, "/livez")).status === 503,
      { timeoutMs: 20_000 },
    );
    // It has been ready once, whatever comes later.
    assertEquals((await ask(pod, "/startupz")).status, 200);
    Deno.kill(etcdPid, "SIGCONT");
    await untilCause(pod, null);
    assertEquals((await ask(pod, "/livez")).status, 200);
    wrapper.kill("SIGTERM");
    await wrapper.ended();
  });
}

Deno.test("a learner says Learner until it is promoted", async () => {
  const eager = { "strict-reconfig-check": false };
  await using cluster = await createCluster(2, { config: { extra: eager } });
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
  await wrapper.logged("started etcd");
  assertEquals((await untilCause(learner, "Learner")).status, 503);
  await until("its role in the status", async () => {
    return (await readStatus(learner)).member?.role === "learner";
  });
  await until("the promotion", async () => {
    await memberPromote(api, id);
    return true;
  });
  await untilCause(learner, null);
});

Deno.test("members that answer and cannot reach each other say NoLeader", async () => {
  await using cluster = await createCluster(2);
  const [pod, other] = cluster.pods as [Pod, Pod];
  using first = startPeerProxy(pod.peerPort);
  using second = startPeerProxy(other.peerPort);
  const members = [
    { name: "etcd-main-0", peerUrl: first.url },
    { name: "etcd-main-1", peerUrl: second.url },
  ];
  pod.sidecar.setConfig(cluster.config(0, {
    cluster: members,
    extra: { "initial-advertise-peer-urls": first.url },
  }));
  await using _other = await cluster.startBare(1, {
    cluster: members,
    extra: { "initial-advertise-peer-urls": second.url },
  });
  await using _wrapper = await pod.startReady();
  first.cut();
  second.cut();
  const { status, detail } = await untilCause(pod, "NoLeader");
  assertEquals(status, 503);
  assertStringIncludes(detail, "2 of 2 voters answer");
});

Deno.test("a member without space says NoSpace and stays ready", async () => {
  await using pod = await createPod({
    config: { extra: { "quota-backend-bytes": 256 * 1024 } },
  });
  await using _wrapper = await pod.startReady();
  const api = { endpoints: pod.clientUrl };
  await until("the quota to be used up", async () => {
    const refusal = await put(api, "fill", "x".repeat(100_000)).catch(String);
    return refusal?.includes("database space exceeded");
  });
  const { status, ready } = await untilCause(pod, "NoSpace");
  assertEquals([status, ready], [200, true]);
  const { member } = await readStatus(pod);
  assertEquals([member?.alarms, member?.quotaBytes], [["NOSPACE"], 262_144]);
  await alarm(api, "disarm");
  await untilCause(pod, null);
});

for (const etcdLine of ["3.5", "3.6"] as const) {
  Deno.test(`a CORRUPT alarm is the cause of a member that is ready, on etcd ${etcdLine}`, async () => {
    await using pod = await createPod({ etcdLine });
    await using _wrapper = await pod.startReady();
    await untilKnown(pod);
    await raiseCorruptAlarm(pod, (await readStatus(pod)).member?.id ?? "");
    const { status } = await untilCause(pod, "Corrupt");
    assertEquals(status, 200);
  });
}

Deno.test("a member that asks for a user says AuthenticationRequired", async () => {
  await using pod = await createPod();
  await using _wrapper = await pod.startReady();
  const api = { endpoints: pod.clientUrl };
  await etcdctl(api, ["user", "add", "root:secret"]);
  await etcdctl(api, ["user", "grant-role", "root", "root"]);
  // This one is answered in words, whatever format is asked for.
  await etcdctl(api, ["auth", "enable"]).catch(() => {});
  const { status, detail } = await untilCause(pod, "AuthenticationRequired");
  assertEquals(status, 503);
  assertStringIncludes(detail, "user name is empty");
  assertEquals((await ask(pod, "/livez")).status, 200);
});

Deno.test("a member that elects and then stops says EtcdStarting and Stopping", async () => {
  // An election takes a second or two at this timing.
  await using pod = await createPod({ config: { fast: false } });
  await using wrapper = pod.start({ args: ["--etcd-stop-timeout=2s"] });
  await wrapper.logged("started etcd");
  const starting = await untilCause(pod, "EtcdStarting");
  assertEquals([starting.status, starting.ready], [503, false]);
  assertEquals((await ask(pod, "/startupz")).status, 503);
  assertEquals((await ask(pod, "/livez")).status, 200);
  await pod.answers(200);
  assertEquals((await ask(pod, "/startupz")).status, 200);
  Deno.kill(await wrapper.etcdPid(), "SIGSTOP");
  wrapper.kill("SIGTERM");
  const stopping = await untilCause(pod, "Stopping");
  assertEquals([stopping.status, stopping.phase], [503, "stopping"]);
  assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
});

interface Status {
  readonly member: {
    readonly id: string;
    readonly role: string;
    readonly alarms: readonly string[];
    readonly quotaBytes: number;
    readonly quorum: { readonly answering: number } | null;
  } | null;
}

async function readStatus(pod: Pod): Promise<Status> {
  return JSON.parse((await ask(pod, "/status")).text);
}

async function untilKnown(pod: Pod): Promise<void> {
  await until(
    "what etcd tells of the member",
    async () => (await readStatus(pod)).member !== null,
  );
}

/** Numbers of etcd, which are written as identifiers are. */
const ACTIVATE = "1";
const CORRUPT = "2";

/** As etcd's own corruption check does it. */
async function raiseCorruptAlarm(pod: Pod, memberId: string): Promise<void> {
  assert(memberId !== "");
  using client = await createGrpcHttpClient(undefined);
  await callUnary({
    baseUrl: pod.clientUrl,
    client,
    method: "etcdserverpb.Maintenance/Alarm",
    request: encodeProtoMessage({
      1: { id: ACTIVATE },
      2: { id: memberId },
      3: { id: CORRUPT },
    }),
    signal: AbortSignal.timeout(5000),
  });
}
