import { assert, assertRejects, assertStringIncludes } from "@std/assert";
import { createMemberClient } from "../../lib/etcd/member_client.ts";
import { type Readiness, watchReadiness } from "../../lib/etcd/readiness.ts";
import { describeError } from "../../lib/log/describe_error.ts";
import { DeadlineError } from "../../lib/with_deadline.ts";
import { type CapturedLog, captureLog } from "../support/captured_log.ts";
import {
  etcdctl,
  memberAddAsLearner,
  memberPromote,
} from "../support/etcd_api.ts";
import { freePorts } from "../support/free_ports.ts";
import { startMember } from "../support/running_member.ts";
import { until } from "../support/until.ts";

const { signal } = new AbortController();

Deno.test("checkReadiness() rejects for a learner until it is promoted (F50)", async () => {
  await using leader = await startMember();
  const endpoints = `http://127.0.0.1:${leader.port}`;
  const [clientPort = 0, peerPort = 0] = freePorts(2);
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  const name = "etcd-main-1";
  const { id } = await memberAddAsLearner({ endpoints }, name, peerUrl);
  await using learner = await startMember({
    waitForRead: false,
    config: {
      name,
      clientPort,
      peerPort,
      state: "existing",
      cluster: [
        { name: "etcd-main-0", peerUrl: leader.peerUrl },
        { name, peerUrl },
      ],
    },
  });
  assert(learner.etcd.pid > 0);
  using log = captureLog();
  using client = await createClient(clientPort, log);
  await until("the learner's answer", async () =>
    (await failure(client)) ===
      "etcdserver: rpc not supported for learner");
  await until("the promotion", async () => {
    await memberPromote({ endpoints }, id);
    return true;
  });
  await until("readiness", () => isReady(client));
});

Deno.test("checkReadiness() is ready with a NOSPACE alarm (F57)", async () => {
  await using member = await startMember({
    config: { extra: { "quota-backend-bytes": 1 } },
  });
  const endpoints = `http://127.0.0.1:${member.port}`;
  await etcdctl({ endpoints }, ["put", "a", "b"]).catch(() => {});
  await until(
    "the alarm",
    async () =>
      JSON.stringify(await etcdctl({ endpoints }, ["alarm", "list"]))
        .includes('"alarm":1'),
  );
  using log = captureLog();
  using client = await createClient(member.port, log);
  await client.checkReadiness(signal);
});

Deno.test("checkReadiness() ends within the limit when etcd is stopped (F53)", async () => {
  await using member = await startMember();
  using log = captureLog();
  using client = await createClient(member.port, log);
  const stop = new AbortController();
  const results: Readiness[] = [];
  const watching = watchReadiness({
    check: client.checkReadiness,
    onResult: (result) => results.push(result),
    signal: stop.signal,
    periodMs: 20,
    checkTimeoutMs: 500,
  });
  await until("readiness", () => results.at(-1)?.isReady);
  Deno.kill(member.etcd.pid, "SIGSTOP");
  const lost = await until(
    "the loss",
    () => results.find(({ isReady }) => !isReady),
  );
  assert(lost.error instanceof DeadlineError, String(lost.error));
  Deno.kill(member.etcd.pid, "SIGCONT");
  await until("readiness again", () => results.at(-1)?.isReady);
  stop.abort();
  await watching;
});

Deno.test("watchReadiness() sees the readiness of an etcd that starts, by a request that waited", async () => {
  const [clientPort = 0, peerPort = 0] = freePorts(2);
  using log = captureLog();
  using client = await createClient(clientPort, log);
  const stop = new AbortController();
  const results: Readiness[] = [];
  const watching = watchReadiness({
    check: client.checkReadiness,
    onResult: (result) => results.push(result),
    signal: stop.signal,
  });
  await using _member = await startMember({
    waitForRead: false,
    // An election that takes its time, so that there is something to wait for.
    config: { clientPort, peerPort, fast: false },
  });
  await until("readiness", () => results.at(-1)?.isReady);
  stop.abort();
  await watching;
  // Before it could be asked it refused, and after that nothing failed.
  for (const { error } of results.slice(0, -1)) {
    assertStringIncludes(describeError(error), "Connection refused");
  }
});

type Client = Awaited<ReturnType<typeof createMemberClient>>;

function createClient(port: number, log: CapturedLog): Promise<Client> {
  return createMemberClient({
    host: "localhost",
    port,
    tls: undefined,
    logger: log.logger,
  });
}

async function failure(client: Client): Promise<string> {
  return describeError(
    await assertRejects(() => client.checkReadiness(signal)),
  );
}

async function isReady(client: Client): Promise<boolean> {
  await client.checkReadiness(signal);
  return true;
}
