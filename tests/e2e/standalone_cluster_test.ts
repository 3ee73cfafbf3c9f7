import { assertEquals } from "@std/assert";
import { damageDatabase } from "../support/damage.ts";
import { get, memberList, put } from "../support/etcd_api.ts";
import {
  createStandalonePod,
  type StandalonePod,
} from "../support/standalone_pod.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const READY = "etcd server is now ready to serve client requests";
const NAMES = ["etcd-main-0", "etcd-main-1", "etcd-main-2"];

/** Three pods with one configuration file for all. */
async function createPods(): Promise<readonly StandalonePod[]> {
  const pods = await Promise.all(NAMES.map(() => createStandalonePod()));
  const entries = pods.map((pod, index) => ({
    name: NAMES[index] ?? "",
    clientUrl: pod.clientUrl,
    peerUrl: `http://127.0.0.1:${pod.peerPort}`,
  }));
  const mapOf = (key: "clientUrl" | "peerUrl") =>
    Object.fromEntries(entries.map((it) => [it.name, [it[key]]]));
  for (const pod of pods) {
    await pod.writeConfig(pod.config({
      name: "etcd-config",
      cluster: entries,
      // A busy machine would miss the heartbeats of the fast timing.
      fast: false,
      extra: {
        "advertise-client-urls": mapOf("clientUrl"),
        "initial-advertise-peer-urls": mapOf("peerUrl"),
      },
    }));
  }
  return pods;
}

function start(
  pods: readonly StandalonePod[],
  index: number,
): WrapperProcess {
  const endpoints = pods.map(({ wrapperPort }, at) =>
    `${NAMES[at]}=127.0.0.1:${wrapperPort}`
  );
  const [pod] = pods.slice(index);
  if (pod === undefined) throw new RangeError(`There is no pod ${index}`);
  return pod.start({
    args: [`--peer-wrapper-endpoints=${endpoints.join(",")}`],
    env: { POD_NAME: NAMES[index], POD_NAMESPACE: "garden" },
  });
}

Deno.test("standalone: three members agree on a cluster, and one whose data is damaged joins it again", async () => {
  const pods = await createPods();
  await using stack = new AsyncDisposableStack();
  for (const pod of pods) stack.use(pod);
  const wrappers = pods.map((_pod, index) => stack.use(start(pods, index)));
  await Promise.all(wrappers.map((wrapper) => wrapper.logged(READY, 60_000)));
  const endpoints = pods.map(({ clientUrl }) => clientUrl).join(",");
  await put({ endpoints }, "key", "value");
  const before = await memberList({ endpoints });
  assertEquals(before.map(({ name }) => name).sort(), NAMES);

  const [first, third] = [pods[0], pods[2]];
  if (first === undefined || third === undefined) throw new Error("No pods");
  const [, , lost] = wrappers;
  lost?.kill("SIGTERM");
  await lost?.ended();
  await damageDatabase(third.dataDir);
  const rejoined = stack.use(start(pods, 2));
  await rejoined.logged("moved the data directory aside", 30_000);
  await rejoined.logged(READY, 60_000);
  await until("the member to have its vote again", async () => {
    const members = await memberList({ endpoints: first.clientUrl });
    return members.length === NAMES.length &&
      members.every(({ isLearner }) => !isLearner);
  }, { timeoutMs: 60_000 });
  assertEquals(await get({ endpoints: third.clientUrl }, "key"), "value");
});
