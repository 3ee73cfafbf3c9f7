import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  createEtcdClient,
  type EtcdClient,
} from "../../lib/etcd_client/etcd_client.ts";
import { createGrpcHttpClient } from "../../lib/etcd_client/grpc_http_client.ts";
import { isRetriable } from "../../lib/etcd_client/is_retriable.ts";
import { EtcdAnswerError } from "../../lib/etcd_client/etcd_answer_error.ts";
import { DeadlineError } from "../../lib/with_deadline.ts";
import {
  type BareCluster,
  type BareMember,
  createBareCluster,
} from "../support/bare_cluster.ts";
import { etcdctl, memberList } from "../support/etcd_api.ts";
import { freePort } from "../support/free_ports.ts";
import { until } from "../support/until.ts";

const { signal } = new AbortController();
/** Without it, changes are refused in the first seconds. */
const EAGER = { "strict-reconfig-check": false };

for (
  const [line, tls] of [["3.5", false], ["3.6", true], ["3.4", false]] as const
) {
  const how = `etcd ${line}${tls ? " over mTLS" : ""}`;
  Deno.test(`EtcdClient says of members what etcdctl says, ${how}`, async () => {
    await using cluster = await createBareCluster({ line, tls });
    await startAll(cluster);
    using http = await createGrpcHttpClient(cluster.clientTls);
    const [client, second] = clientsOf(cluster, http);
    await untilStarted(client);

    const list = await client.memberList({ linearizable: true }, signal);
    const other = await second.memberList({ linearizable: false }, signal);
    assertEquals(list.members, other.members);
    assert(list.memberId !== other.memberId);
    const expected = await memberList(apiOf(cluster));
    assertEquals(
      list.members.map(({ id, name, peerUrls, isLearner }) => ({
        id,
        name,
        peerUrls,
        isLearner,
      })),
      expected,
    );
    assertEquals(
      list.members.map(({ clientUrls }) => clientUrls).flat().sort(),
      cluster.members.map(({ clientUrl }) => clientUrl).sort(),
    );

    const status = await client.status(signal);
    const shown = await statusOf(cluster);
    assertEquals(status.clusterId, list.clusterId);
    assertEquals(status.memberId, list.memberId);
    assertEquals(
      [status.leaderId, status.version, status.dbSizeBytes],
      [shown.leader, shown.version, shown.dbSize],
    );
    assertEquals(status.isLearner, false);
    assertEquals(status.errors, []);
    assert(status.raftTerm > 0 && status.raftIndex > 0);
    assert(status.raftAppliedIndex > 0 && status.dbSizeInUseBytes > 0);
    assertEquals(await client.alarms(signal), []);
  });
}

Deno.test("EtcdClient adds, updates, promotes and removes members, and moves the leader", async () => {
  await using cluster = await createBareCluster({ config: { extra: EAGER } });
  const [first, second, third] = membersOf(cluster);
  const two = [first, second].map(({ name, peerUrl }) => ({ name, peerUrl }));
  await first.start({ cluster: two });
  await second.start({ cluster: two });
  using http = await createGrpcHttpClient(undefined);
  const [client] = clientsOf(cluster, http);
  await untilStarted(client);

  const before = await client.memberList({ linearizable: true }, signal);
  const added = await client.memberAddAsLearner([third.peerUrl], signal);
  const known = new Set(before.members.map(({ id }) => id));
  const learner = added.members.find(({ id }) => !known.has(id));
  assert(learner !== undefined);
  assertEquals(
    { ...learner, id: "" },
    {
      id: "",
      name: "",
      peerUrls: [third.peerUrl],
      clientUrls: [],
      isLearner: true,
    },
  );
  const again = await assertRejects(
    () => client.memberAddAsLearner(["http://127.0.0.1:9"], signal),
    EtcdAnswerError,
    "too many learner members in cluster",
  );
  assertEquals(again.status, 9);
  assert(!isRetriable(again));
  await assertRejects(
    () => client.memberPromote(learner.id, signal),
    EtcdAnswerError,
    "in sync with leader",
  );

  const moved = ["http://127.0.0.1:2", third.peerUrl];
  const update = { id: learner.id, peerUrls: moved };
  const updated = await client.memberUpdate(update, signal);
  assertEquals(
    updated.members.find(({ id }) => id === learner.id)?.peerUrls.toSorted(),
    moved.toSorted(),
  );
  await client.memberUpdate({ ...update, peerUrls: [third.peerUrl] }, signal);

  await third.start({ state: "existing" });
  const promoted = await until("the promotion", async () => {
    try {
      return await client.memberPromote(learner.id, signal);
    } catch (error) {
      assertInstanceOf(error, EtcdAnswerError);
      assertStringIncludes(error.message, "in sync with leader");
      return undefined;
    }
  });
  assert(promoted.members.every(({ isLearner }) => !isLearner));

  await moveLeader(clientsOf(cluster, http), learner.id);
  // A leader that is removed leaves calls without an answer.
  const [own] = before.members;
  await moveLeader(clientsOf(cluster, http), own?.id ?? "");

  const removed = await client.memberRemove(learner.id, signal);
  assertEquals(
    removed.members.map(({ id }) => id),
    before.members.map(({ id }) => id),
  );
  const gone = await assertRejects(
    () => client.memberRemove(learner.id, signal),
    EtcdAnswerError,
    "member not found",
  );
  assertEquals(gone.status, 5);
});

Deno.test("EtcdClient tells of alarms", async () => {
  await using cluster = await createBareCluster({
    count: 1,
    config: { extra: { "quota-backend-bytes": 100_000 } },
  });
  await startAll(cluster);
  using http = await createGrpcHttpClient(undefined);
  const [client] = clientsOf(cluster, http);
  await untilStarted(client);
  const big = "x".repeat(90_000);
  await until("the alarm", async () => {
    await etcdctl(apiOf(cluster), ["put", "key", big]).catch(() => {});
    return (await client.alarms(signal)).length > 0;
  });
  const { memberId, errors } = await client.status(signal);
  assertEquals(await client.alarms(signal), [{ memberId, kind: "NOSPACE" }]);
  assertEquals(errors.length, 1);
});

Deno.test("EtcdClient has a deadline without a leader, and what it says is retriable", async () => {
  await using cluster = await createBareCluster();
  const [first] = membersOf(cluster);
  await first.start();
  using http = await createGrpcHttpClient(undefined);
  const options = { url: first.clientUrl, http, timeoutMs: 300 };
  const client = createEtcdClient(options);
  const error = await until("etcd to take the call", async () => {
    try {
      await client.memberList({ linearizable: true }, signal);
      return undefined;
    } catch (error) {
      assert(isRetriable(error), Deno.inspect(error));
      return error instanceof DeadlineError ? error : undefined;
    }
  });
  assertStringIncludes(String(error), "No answer within 0.3 s");
});

Deno.test("isRetriable() tells what may pass", async () => {
  using http = await createGrpcHttpClient(undefined);
  const url = `http://127.0.0.1:${freePort()}`;
  const client = createEtcdClient({ url, http });
  const refused = await assertRejects(() => client.status(signal));
  assert(isRetriable(refused));
  const answer = (status: number | undefined, text = "") =>
    isRetriable(new EtcdAnswerError(text, status));
  assertEquals(
    [4, 14, undefined].map((status) => answer(status)),
    [true, true, true],
  );
  assertEquals([3, 5, 7, 9, 16].some((status) => answer(status)), false);
  assert(answer(8, "etcdserver: too many requests"));
  assert(!answer(8, "etcdserver: mvcc: database space exceeded"));
  const stop = new AbortController();
  stop.abort(new Error("stopped"));
  const stopped = await assertRejects(() => client.status(stop.signal));
  assert(!isRetriable(stopped));
});

/** Asks the leader to hand over to another member. */
async function moveLeader(
  clients: readonly EtcdClient[],
  targetId: string,
): Promise<void> {
  await until("the new leader", async () => {
    for (const client of clients) {
      const { memberId, leaderId } = await client.status(signal);
      if (leaderId === targetId) return true;
      if (memberId === leaderId) await client.moveLeader(targetId, signal);
    }
    return false;
  });
}

async function startAll(cluster: BareCluster): Promise<void> {
  for (const member of cluster.members) await member.start();
}

function clientsOf(
  cluster: BareCluster,
  http: Deno.HttpClient,
): [EtcdClient, EtcdClient, EtcdClient] {
  return cluster.members.map(({ clientUrl: url }) =>
    createEtcdClient({ url, http })
  ) as [EtcdClient, EtcdClient, EtcdClient];
}

function membersOf(cluster: BareCluster): [BareMember, BareMember, BareMember] {
  return [...cluster.members] as [BareMember, BareMember, BareMember];
}

/** Members publish their client URLs just after the first election. */
async function untilStarted(client: EtcdClient): Promise<void> {
  await until("all members to publish themselves", async () => {
    const { members } = await client.memberList(
      { linearizable: true },
      signal,
    );
    return members.every(({ clientUrls }) => clientUrls.length > 0);
  });
}

type Api = Parameters<typeof memberList>[0];

function apiOf({ members, clientTls: tls }: BareCluster): Api {
  const endpoints = members[0]?.clientUrl ?? "";
  return tls === undefined ? { endpoints } : { endpoints, tls };
}

async function statusOf(cluster: BareCluster): Promise<{
  leader: string;
  version: string;
  dbSize: number;
}> {
  const answer: unknown = await etcdctl(apiOf(cluster), ["endpoint", "status"]);
  const [{ Status }] = answer as [{ Status: Record<string, unknown> }];
  return {
    leader: BigInt(String(Status["leader"])).toString(16),
    version: String(Status["version"]),
    dbSize: Number(Status["dbSize"]),
  };
}
