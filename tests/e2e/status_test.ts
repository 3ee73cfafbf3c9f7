import { assert, assertEquals } from "@std/assert";
import { CAUSES } from "../../lib/health/cause.ts";
import type { LastStopFacts } from "../../lib/health/health.ts";
import { PHASES } from "../../lib/health/phase.ts";
import { statusDocument } from "../../lib/health/status_document.ts";
import { STOP_CAUSES } from "../../lib/health/stop_cause.ts";
import { createCluster } from "../support/cluster.ts";
import { trackerIn } from "../support/health_tracker.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { ask, type Asked, untilCause } from "../support/read_cause.ts";
import { createTlsPod } from "../support/tls_pod.ts";
import { until } from "../support/until.ts";
import {
  createStatusCheck,
  STATUS_SCHEMA,
  type StatusCheck,
} from "../support/status_check.ts";

const LAST_STOP: LastStopFacts = {
  atMs: 0,
  cause: "Requested",
  signal: "SIGTERM",
  phase: "ready",
  isClean: true,
  durationMs: 31.5,
  exitCode: 0,
  error: undefined,
  etcdVersion: "3.5.35",
  raftIndex: 7,
  restartsByCause: { Requested: 2 },
};

Deno.test("the schema's causes and phases are those of the program", async () => {
  const schema = JSON.parse(await Deno.readTextFile(STATUS_SCHEMA));
  assertEquals(schema.properties.cause.enum, [...Object.keys(CAUSES), null]);
  assertEquals(schema.$defs.phase.enum, [...PHASES]);
  const [, lastStop] = schema.properties.lastStop.oneOf;
  assertEquals(lastStop.properties.cause.enum, Object.keys(STOP_CAUSES));
});

Deno.test("statusDocument() follows its schema in every phase and with every cause", async () => {
  const check = await createStatusCheck();
  for (const phase of PHASES) {
    for (const cause of Object.keys(CAUSES) as (keyof typeof CAUSES)[]) {
      const health = trackerIn("initializing");
      health.enter(phase, { cause, detail: "x", progressPercent: 43 });
      health.update({ lastStop: LAST_STOP });
      check(statusDocument(health.current));
    }
  }
  assert(isRefused(check, { schemaVersion: 1 }));
  const { current } = trackerIn("ready");
  assert(isRefused(check, { ...statusDocument(current), cause: "Unheard" }));
  assert(isRefused(check, { ...statusDocument(current), more: 1 }));
});

for (const etcdLine of ["3.4", "3.5", "3.6"] as const) {
  Deno.test(`/status of a cluster follows the schema, on etcd ${etcdLine}`, async () => {
    const check = await createStatusCheck();
    await using cluster = await createCluster(3, { etcdLine });
    const [pod] = cluster.pods as [Pod];
    await using wrapper = pod.start();
    await wrapper.logged("started etcd");
    check(await readStatus(pod));
    await using _second = await cluster.startBare(1);
    await using _third = await cluster.startBare(2);
    await pod.answers(200);
    const member = await until("the members", async () => {
      const status = await readStatus(pod);
      check(status);
      const { member } = status as { member: MemberPart | null };
      return member?.quorum?.answering === 3 ? member : undefined;
    });
    assertEquals(member.members.map(({ name }) => name), [
      "etcd-main-0",
      "etcd-main-1",
      "etcd-main-2",
    ]);
    assertEquals(member.members.map(({ self }) => self), [true, false, false]);
    assert(member.raftAppliedIndex > 0 && member.dbSizeBytes > 0);
    assert(member.version.startsWith(etcdLine), member.version);
  });
}

Deno.test("/status over TLS follows the schema, certificates and all", async () => {
  const check = await createStatusCheck();
  await using pod = await createTlsPod();
  await using _wrapper = pod.start();
  await pod.answers(200);
  const asked = { wrapperPort: pod.wrapperPort, caPem: pod.ca.certPem };
  await until("the certificates and the member", async () => {
    const status = await readStatus(asked);
    check(status);
    const { certificates, member } = status as {
      certificates: unknown[];
      member: MemberPart | null;
    };
    return certificates.length === 3 && member !== null;
  });
});

Deno.test("a POST /stop without the admin token of a real member is refused", async () => {
  await using pod = await createPod();
  const tokenFile = `${pod.dir}/token`;
  await Deno.writeTextFile(tokenFile, "s3cret");
  await using wrapper = await pod.startReady({
    args: [`--admin-token-file=${tokenFile}`],
  });
  const stop = { method: "POST" };
  assertEquals((await ask(pod, "/stop", stop)).status, 401);
  assertEquals((await ask(pod, "/readyz")).status, 200);
  const headers = { authorization: "Bearer s3cret" };
  assertEquals((await ask(pod, "/stop", { ...stop, headers })).status, 200);
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
  assert(!wrapper.stderr().includes("s3cret"));
});

Deno.test("an empty admin token is refused before the data is touched", async () => {
  await using pod = await createPod();
  const tokenFile = `${pod.dir}/token`;
  await Deno.writeTextFile(tokenFile, "\n");
  await using wrapper = pod.start({
    args: [`--admin-token-file=${tokenFile}`],
  });
  assertEquals((await wrapper.ended()).code, 1);
  const { error } = await wrapper.logged("error during start or run of etcd");
  assert(String(error).includes("the file is empty"), String(error));
  assertEquals(pod.sidecar.requests, []);
});

Deno.test("/events tells of the stop and ends with it, to the last byte", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  const response = await fetch(`http://127.0.0.1:${pod.wrapperPort}/events`);
  const reading = response.text();
  const etcdPid = await wrapper.etcdPid();
  Deno.kill(etcdPid, "SIGSTOP");
  wrapper.kill("SIGTERM");
  await untilCause(pod, "Stopping");
  Deno.kill(etcdPid, "SIGCONT");
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
  // A stream that was cut off would make this fail.
  const events = (await reading).trimEnd().split("\n\n")
    .map((event) => JSON.parse(event.replace(/^data: /, "")));
  assertEquals(events[0].ready, true);
  assertEquals(events.at(-1).cause, "Stopping");
});

interface MemberPart {
  readonly members: readonly {
    readonly name: string;
    readonly self: boolean;
  }[];
  readonly quorum: { readonly answering: number } | null;
  readonly raftAppliedIndex: number;
  readonly dbSizeBytes: number;
  readonly version: string;
}

function isRefused(check: StatusCheck, document: unknown): boolean {
  try {
    check(document);
    return false;
  } catch {
    return true;
  }
}

async function readStatus(asked: Asked): Promise<unknown> {
  return JSON.parse((await ask(asked, "/status")).text);
}
