import { assert, assertEquals, assertMatch } from "@std/assert";
import { handOver } from "../../lib/hand_over/hand_over.ts";
import {
  createMemberClient,
  type MemberClient,
} from "../../lib/etcd/member_client.ts";
import type { Logger } from "../../lib/log/logger.ts";
import type { MetricFamily } from "../../lib/metrics/metric_family.ts";
import { createWrapperMetrics } from "../../lib/metrics/wrapper_metrics.ts";
import { type BareMember, createBareCluster } from "../support/bare_cluster.ts";
import { captureLog } from "../support/captured_log.ts";
import { etcdctl, memberAddAsLearner } from "../support/etcd_api.ts";
import { trackerIn } from "../support/health_tracker.ts";
import { until } from "../support/until.ts";

type Cluster = Awaited<ReturnType<typeof createBareCluster>>;
/** For clients that have nothing to tell. */
const SILENT: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  fatal() {},
};
type Outcomes = Readonly<Record<string, number>>;

/** Starts all members, and gives the leader and the others by name. */
async function startAll(cluster: Cluster): Promise<{
  readonly leader: BareMember;
  readonly followers: readonly BareMember[];
}> {
  for (const member of cluster.members) await member.start();
  const leader = await until("one leader", () => findLeader(cluster));
  const followers = cluster.members.filter((member) => member !== leader);
  return { leader, followers };
}

/** The leader that every member names. */
async function findLeader(
  { members }: Cluster,
): Promise<BareMember | undefined> {
  const named: string[] = [];
  for (const { clientUrl } of members) {
    using client = await clientOf(clientUrl);
    const signal = AbortSignal.timeout(1000);
    await client.checkReadiness(signal);
    const { leaderId, memberId } = await client.clientAt().status(signal);
    named.push(leaderId === memberId ? clientUrl : "");
  }
  const [leaderUrl, ...more] = named.filter((url) => url !== "");
  if (more.length > 0) return undefined;
  return members.find(({ clientUrl }) => clientUrl === leaderUrl);
}

function clientOf(
  url: string,
  logger: Logger = SILENT,
): Promise<MemberClient> {
  const { hostname, port } = new URL(url);
  return createMemberClient({
    host: hostname,
    port: Number(port),
    tls: undefined,
    logger,
  });
}

interface Attempt {
  readonly outcomes: Outcomes;
  readonly log: ReturnType<typeof captureLog>;
}

async function attempt(
  member: BareMember,
  options: {
    readonly timeoutMs?: number;
    readonly electionTimeoutMs?: number;
    readonly signal?: AbortSignal;
    readonly wrap?: (client: MemberClient) => MemberClient;
  } = {},
): Promise<Attempt> {
  const { wrap = (it) => it, timeoutMs = 10_000, electionTimeoutMs = 1000 } =
    options;
  const log = captureLog();
  using _log = log;
  using client = await clientOf(member.clientUrl, log.logger);
  const metrics = createWrapperMetrics();
  await handOver({
    client: wrap(client),
    health: trackerIn("stopping"),
    metrics,
    electionTimeoutMs,
    timeoutMs,
    logger: log.logger,
    signal: options.signal ?? new AbortController().signal,
  });
  return { outcomes: outcomesOf(metrics.handovers.family), log };
}

function outcomesOf({ samples }: MetricFamily): Outcomes {
  return Object.fromEntries(
    samples.map(({ labels, value }) => [labels["outcome"] ?? "", value]),
  );
}

function textOf({ lines }: Attempt["log"]): string {
  return lines.map((line) => JSON.stringify(line)).join("\n");
}

const NONE = { success: 0, failure: 0, skipped: 0 };

for (const line of ["3.5", "3.6"] as const) {
  Deno.test(`handOver() gives leadership to a voter that serves, on etcd ${line}`, async () => {
    await using cluster = await createBareCluster({ line });
    const { leader, followers } = await startAll(cluster);
    const { outcomes, log } = await attempt(leader);
    assertEquals(outcomes, { ...NONE, success: 1 }, textOf(log));
    const next = await until("the new leader", () => findLeader(cluster));
    assert(followers.includes(next));
    assert(textOf(log).includes(next.name), textOf(log));
  });

  Deno.test(`handOver() asks a follower and leaves it at that, on etcd ${line}`, async () => {
    await using cluster = await createBareCluster({ line });
    const { leader, followers } = await startAll(cluster);
    const [follower] = followers as [BareMember];
    const { outcomes, log } = await attempt(follower);
    assertEquals([outcomes, log.lines], [NONE, []]);
    assertEquals(await findLeader(cluster), leader);
  });

  Deno.test(`handOver() prefers a voter that answers to one that hangs, on etcd ${line}`, async () => {
    await using cluster = await createBareCluster({ line });
    const { leader, followers } = await startAll(cluster);
    const [hung, other] = followers as [BareMember, BareMember];
    Deno.kill(hung.etcd().pid, "SIGSTOP");
    const { outcomes, log } = await attempt(leader);
    Deno.kill(hung.etcd().pid, "SIGCONT");
    assertEquals(outcomes, { ...NONE, success: 1 }, textOf(log));
    assertEquals(
      await until("the new leader", () => findLeader(cluster)),
      other,
    );
  });

  for (const signal of ["SIGSTOP", "SIGKILL"] as const) {
    Deno.test(`handOver() takes the next voter when the first gets ${signal} in the middle, on etcd ${line}`, async () => {
      await using cluster = await createBareCluster({ line });
      const { leader, followers } = await startAll(cluster);
      let victim: BareMember | undefined;
      const { outcomes, log } = await attempt(leader, {
        wrap: (client) => ({
          ...client,
          [Symbol.dispose]: () => {},
          clientAt(url) {
            const inner = client.clientAt(url);
            return {
              ...inner,
              async moveLeader(id, abort) {
                if (victim === undefined) {
                  victim = await memberWithId(followers, id);
                  Deno.kill(victim.etcd().pid, signal);
                }
                await inner.moveLeader(id, abort);
              },
            };
          },
        }),
      });
      assertEquals(outcomes, { ...NONE, success: 1 }, textOf(log));
      assert(
        log.messages("warn").includes("a member does not take leadership over"),
        textOf(log),
      );
      const next = followers.find((member) => member !== victim);
      assert(next !== undefined);
      using client = await clientOf(next.clientUrl);
      const status = await client.clientAt()
        .status(AbortSignal.timeout(5000));
      assertEquals(status.leaderId, status.memberId);
    });
  }
}

Deno.test("handOver() skips with every reason when no voter is ready", async () => {
  await using cluster = await createBareCluster({
    // A leader that steps down within the test would be none any more.
    config: { fast: false, extra: { "election-timeout": 5000 } },
  });
  const { leader, followers } = await startAll(cluster);
  for (const { etcd } of followers) Deno.kill(etcd().pid, "SIGSTOP");
  const { outcomes, log } = await attempt(leader);
  for (const { etcd } of followers) Deno.kill(etcd().pid, "SIGCONT");
  assertEquals(outcomes, { ...NONE, skipped: 1 }, textOf(log));
  const [line] = log.lines;
  for (const { name } of followers) {
    assertMatch(
      String(line?.["reason"]),
      new RegExp(`${name}: No answer within 1 s`),
    );
  }
});

Deno.test("handOver() gives a learner nothing", async () => {
  await using cluster = await createBareCluster({ count: 2 });
  const [leader, learner] = cluster.members as [BareMember, BareMember];
  await leader.start({ cluster: [leader] });
  using client = await clientOf(leader.clientUrl);
  await until("the leader", async () => {
    await client.checkReadiness(AbortSignal.timeout(1000));
    return true;
  });
  const api = { endpoints: leader.clientUrl };
  await memberAddAsLearner(api, learner.name, learner.peerUrl);
  await learner.start({ state: "existing" });
  await until("the learner", async () => {
    const { members } = await etcdctl(api, ["member", "list"]);
    return (members as { clientURLs?: string[] }[])
      .every(({ clientURLs }) => clientURLs !== undefined);
  });
  const { outcomes, log } = await attempt(leader);
  assertEquals(outcomes, { ...NONE, skipped: 1 });
  assert(textOf(log).includes("there is no other voter"), textOf(log));
});

Deno.test("handOver() has nothing to do without a quorum", async () => {
  await using cluster = await createBareCluster();
  const { leader, followers } = await startAll(cluster);
  for (const { etcd } of followers) await etcd().kill();
  using client = await clientOf(leader.clientUrl);
  await until("the leader to step down", async () => {
    const status = await client.clientAt().status(AbortSignal.timeout(1000));
    return status.leaderId === "0";
  });
  assertEquals((await attempt(leader)).outcomes, NONE);
});

Deno.test("handOver() lets an etcd that hangs be stopped as it is", async () => {
  await using cluster = await createBareCluster();
  const { leader } = await startAll(cluster);
  Deno.kill(leader.etcd().pid, "SIGSTOP");
  const { outcomes, log } = await attempt(leader);
  Deno.kill(leader.etcd().pid, "SIGCONT");
  assertEquals(outcomes, NONE);
  assertEquals(log.messages("info"), [
    "etcd does not tell whether it leads, it is stopped as it is",
  ]);
});

Deno.test("handOver() ends at once when the end is forced", async () => {
  await using cluster = await createBareCluster();
  const { leader } = await startAll(cluster);
  const force = new AbortController();
  const { outcomes } = await attempt(leader, {
    signal: force.signal,
    wrap: (client) => ({
      ...client,
      [Symbol.dispose]: () => {},
      readAt(url, signal) {
        force.abort(new Error("forced"));
        return client.readAt(url, signal);
      },
    }),
  });
  assertEquals(outcomes, { ...NONE, failure: 1 });
  assertEquals(await findLeader(cluster), leader);
});

Deno.test("handOver() does nothing without time for it", async () => {
  await using cluster = await createBareCluster();
  const { leader } = await startAll(cluster);
  assertEquals((await attempt(leader, { timeoutMs: 0 })).outcomes, NONE);
  assertEquals(await findLeader(cluster), leader);
});

async function memberWithId(
  members: readonly BareMember[],
  id: string,
): Promise<BareMember> {
  for (const member of members) {
    using client = await clientOf(member.clientUrl);
    const { memberId } = await client.clientAt()
      .status(AbortSignal.timeout(1000));
    if (memberId === id) return member;
  }
  throw new Error(`There is no member ${id}`);
}
