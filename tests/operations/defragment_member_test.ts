import { assert, assertEquals, assertRejects } from "@std/assert";
import { createGrpcHttpClient } from "../../lib/etcd_client/grpc_http_client.ts";
import { callStream } from "../../lib/etcd_client/stream_call.ts";
import { requestRange } from "../../lib/etcd/range_request.ts";
import { viewCluster } from "../../lib/operations/cluster_view.ts";
import {
  defragmentMember,
  defragmentOrder,
} from "../../lib/operations/defragment_member.ts";
import type { EtcdAccess } from "../../lib/operations/etcd_access.ts";
import { createBareCluster } from "../support/bare_cluster.ts";
import {
  serveFakeSnapshots,
  snapshotMessage,
} from "../support/fake_snapshots.ts";
import { until } from "../support/until.ts";

const NEVER = new AbortController().signal;

Deno.test("defragmentMember() ends by its limit when etcd hangs, and says what that means", async () => {
  await using one = await startOne();
  const { access, pid } = one;
  const [own] = defragmentOrder(await viewCluster(access, NEVER), false);
  assert(own !== undefined);
  Deno.kill(pid, "SIGSTOP");
  try {
    await assertRejects(
      () => defragmentMember(access, own, { signal: NEVER, limitMs: 300 }),
      Error,
      "etcd-main-0 has not ended within 0.3 s. It may still be at it",
    );
  } finally {
    Deno.kill(pid, "SIGCONT");
  }
});

Deno.test("defragmentMember() fails when etcd dies meanwhile", async () => {
  await using one = await startOne();
  const { access, pid } = one;
  const [own] = defragmentOrder(await viewCluster(access, NEVER), false);
  assert(own !== undefined);
  // Stopped first, so that it is not done before it is killed.
  Deno.kill(pid, "SIGSTOP");
  const defragmenting = defragmentMember(access, own, { signal: NEVER });
  Deno.kill(pid, "SIGKILL");
  await assertRejects(() => defragmenting, TypeError);
});

Deno.test("defragmentMember() ends with its signal", async () => {
  await using one = await startOne();
  const { access, pid } = one;
  const [own] = defragmentOrder(await viewCluster(access, NEVER), false);
  assert(own !== undefined);
  Deno.kill(pid, "SIGSTOP");
  const stop = new AbortController();
  const reason = new Error("Stopped");
  const defragmenting = defragmentMember(access, own, { signal: stop.signal });
  stop.abort(reason);
  assertEquals(await defragmenting.catch((error) => error), reason);
  Deno.kill(pid, "SIGCONT");
});

Deno.test("callStream() ends when nothing comes any more", async () => {
  await using server = serveFakeSnapshots((controller) => {
    controller.enqueue(snapshotMessage(10, new Uint8Array(3)));
  });
  using client = await createGrpcHttpClient(undefined);
  const stream = callStream({
    baseUrl: server.url,
    client,
    method: "etcdserverpb.Maintenance/Snapshot",
    request: new Uint8Array(),
    stallMs: 200,
    signal: NEVER,
  });
  assertEquals((await stream.next()).value?.length, 2 + 2 + 3);
  const error = await assertRejects(
    () => stream.next(),
    Error,
    "The stream has stalled",
  );
  assertEquals(String(error.cause), "DeadlineError: No answer within 0.2 s");
});

interface One extends AsyncDisposable {
  readonly access: EtcdAccess;
  readonly pid: number;
}

/** A single member that answers. */
async function startOne(): Promise<One> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await createBareCluster({ count: 1 }));
  const [member] = cluster.members;
  assert(member !== undefined);
  const { pid } = await member.start();
  const http = stack.use(await createGrpcHttpClient(undefined));
  const access = { url: member.clientUrl, http, timeoutMs: 5000 };
  await until("etcd", async () => {
    await requestRange(access.url, http, AbortSignal.timeout(1000));
    return true;
  });
  const owned = stack.move();
  return { access, pid, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
