import { assert, assertEquals, assertRejects } from "@std/assert";
import { createGrpcHttpClient } from "../../lib/etcd_client/grpc_http_client.ts";
import {
  type ClusterView,
  viewCluster,
} from "../../lib/operations/cluster_view.ts";
import type { EtcdAccess } from "../../lib/operations/etcd_access.ts";
import { chooseMove } from "../../lib/operations/choose_move.ts";
import { carryOutMove } from "../../lib/operations/carry_out_move.ts";
import { createBareCluster } from "../support/bare_cluster.ts";
import { until } from "../support/until.ts";

const NEVER = new AbortController().signal;

for (const signal of ["SIGSTOP", "SIGKILL"] as const) {
  Deno.test(`carryOutMove() fails in time when its target gets ${signal} in the middle, and someone leads after`, async () => {
    await using cluster = await createBareCluster({ count: 3 });
    for (const member of cluster.members) await member.start();
    using http = await createGrpcHttpClient(undefined);
    const urls = cluster.members.map(({ clientUrl }) => clientUrl);
    const [url = ""] = urls;
    const access = { url, http, timeoutMs: 3000 };
    const move = chooseMove(await whole(access), "");
    const target = cluster.members
      .find(({ name }) => name === move.to.member.name);
    assert(target !== undefined);
    const { pid } = target.etcd();
    Deno.kill(pid, signal);
    try {
      await assertRejects(() => carryOutMove(access, move, NEVER), Error);
    } finally {
      if (signal === "SIGSTOP") Deno.kill(pid, "SIGCONT");
    }
    const other = urls.find((url) => url !== target.clientUrl) ?? url;
    await until("a leader", async () => {
      const { members } = await viewCluster({ ...access, url: other }, NEVER);
      return members.some(({ role }) => role === "leader");
    });
  });
}

async function whole(access: EtcdAccess): Promise<ClusterView> {
  return await until("all three", async () => {
    const view = await viewCluster(access, NEVER);
    assertEquals(view.members.map(({ problem }) => problem), [
      undefined,
      undefined,
      undefined,
    ]);
    return view;
  });
}
