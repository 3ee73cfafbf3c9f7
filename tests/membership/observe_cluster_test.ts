import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createEtcdClient } from "../../lib/etcd_client/etcd_client.ts";
import { createGrpcHttpClient } from "../../lib/etcd_client/grpc_http_client.ts";
import { observeCluster } from "../../lib/membership/observe_cluster.ts";
import { fetchPeerMembers } from "../../lib/membership/peer_members.ts";
import type { ClusterView } from "../../lib/membership/start_facts.ts";
import {
  type BareCluster,
  createBareCluster,
} from "../support/bare_cluster.ts";
import { memberList } from "../support/etcd_api.ts";
import { until } from "../support/until.ts";

const { signal } = new AbortController();

for (
  const [line, tls] of [["3.4", false], ["3.5", true], ["3.6", true]] as const
) {
  const how = `etcd ${line}${tls ? " over mTLS" : ""}`;
  Deno.test(`observeCluster() finds everything by the peer URLs, ${how}`, async () => {
    await using cluster = await createBareCluster({ line, tls });
    const [first, second, third] = cluster.members;
    assert(first !== undefined && third !== undefined);
    await first.start();
    const alone = await until("the peer port", async () => {
      const view = await observe(cluster);
      return view.leaderless.length === 1 ? view : undefined;
    });
    assertEquals(alone.running, []);
    assertEquals(alone.leaderless[0]?.url, first.peerUrl);
    assertStringIncludes(alone.errors[third.peerUrl] ?? "", "refused");

    await second?.start();
    await third.start();
    const view = await until("all members", async () => {
      const view = await observe(cluster);
      return view.running[0]?.healthyIds.length === 3 ? view : undefined;
    });
    assertEquals(view.leaderless, []);
    assertEquals(view.errors, {});
    const [found] = view.running;
    assertEquals(found?.clusterId, alone.leaderless[0]?.clusterId);
    assertEquals(
      found?.healthyIds.toSorted(),
      (await memberList({
        endpoints: first.clientUrl,
        ...(tls && cluster.clientTls ? { tls: cluster.clientTls } : {}),
      })).map(({ id }) => id).toSorted(),
    );

    await third.etcd().kill();
    const less = await observe(cluster);
    assertEquals(less.running[0]?.healthyIds.length, 2);
    assertEquals(less.running[0]?.members.length, 3);
    assertStringIncludes(less.errors[third.clientUrl] ?? "", "refused");

    await second?.etcd().kill();
    const none = await until("the loss of the quorum", async () => {
      const view = await observe(cluster);
      return view.running.length === 0 ? view : undefined;
    });
    assertEquals(none.leaderless.map(({ url }) => url), [first.peerUrl]);
  });
}

Deno.test("observeCluster() does not count a learner, and knows one that has not started", async () => {
  await using cluster = await createBareCluster({
    config: { extra: { "strict-reconfig-check": false } },
  });
  const [first, second, third] = cluster.members;
  assert(first !== undefined && second !== undefined && third !== undefined);
  const two = [first, second];
  await first.start({ cluster: two });
  await second.start({ cluster: two });
  using http = await createGrpcHttpClient(undefined);
  const client = createEtcdClient({ url: first.clientUrl, http });
  await until(
    "the learner",
    async () => await client.memberAddAsLearner([third.peerUrl], signal),
  );
  const added = await observe(cluster);
  const unstarted = entryOf(added, third.peerUrl);
  assertEquals([unstarted?.name, unstarted?.clientUrls, unstarted?.isLearner], [
    "",
    [],
    true,
  ]);
  await third.start({ state: "existing" });
  const view = await until("the learner to start", async () => {
    const view = await observe(cluster);
    return entryOf(view, third.peerUrl)?.name === "" ? undefined : view;
  });
  assertEquals(view.running[0]?.healthyIds.length, 2);
  using peer = Deno.createHttpClient({});
  const options = { client: peer, timeoutMs: 3000, signal };
  const listed = await fetchPeerMembers(first.peerUrl, options);
  assertEquals(listed.clusterId, view.running[0]?.clusterId);
  assertEquals(
    listed.members.toSorted(byId),
    view.running[0]?.members.toSorted(byId),
  );
});

Deno.test("observeCluster() tells two clusters apart, and certificates that cannot be read", async () => {
  await using one = await createBareCluster({ count: 1 });
  await using other = await createBareCluster({ count: 1 });
  await one.members[0]?.start();
  await other.members[0]?.start();
  const peerUrls = [...one.members, ...other.members]
    .map(({ peerUrl }) => peerUrl);
  const options = {
    peerUrls,
    clientUrls: [],
    ownClientUrls: [],
    clientTls: undefined,
    peerTls: undefined,
    timeoutMs: 2000,
  };
  const view = await until("both", async () => {
    const view = await observeCluster(options, signal);
    return view.running.length === 2 ? view : undefined;
  });
  assert(view.running[0]?.clusterId !== view.running[1]?.clusterId);

  const files = { certFile: "/nowhere/a", keyFile: "/nowhere/b", caFile: "" };
  const blind = await observeCluster({ ...options, peerTls: files }, signal);
  assertEquals(blind.running, []);
  for (const url of peerUrls) {
    assertStringIncludes(blind.errors[url] ?? "", 'Cannot read "/nowhere/a"');
  }
});

function observe(cluster: BareCluster): Promise<ClusterView> {
  const { clientTls, memberTls } = cluster;
  const caFile = memberTls?.trustedCaFile ?? "";
  return observeCluster({
    peerUrls: cluster.members.map(({ peerUrl }) => peerUrl),
    clientUrls: [],
    ownClientUrls: [],
    clientTls,
    peerTls: memberTls && { ...memberTls, caFile },
    timeoutMs: 1500,
  }, signal);
}

function entryOf(view: ClusterView, peerUrl: string) {
  return view.running[0]?.members.find(({ peerUrls }) =>
    peerUrls.includes(peerUrl)
  );
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id.localeCompare(b.id);
}
