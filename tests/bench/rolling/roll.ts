import { delay } from "@std/async/delay";
import { createEtcdClient } from "../../../lib/etcd_client/etcd_client.ts";
import { etcdctl } from "../../support/etcd_api.ts";
import { reportLine } from "../../support/etcd/terminal.ts";
import type { RollingCluster, RunningMember } from "./rolling_cluster.ts";
import { startSteadyWriter, type Write } from "./steady_writer.ts";

/** What one stop and start of a member has cost. */
export interface RollingStop {
  readonly isLeader: boolean;
  /** From SIGTERM until the process had ended. */
  readonly stopMs: number;
  /** From SIGTERM until the member was ready again. */
  readonly readyAgainMs: number;
  /** The longest time without an acknowledged write. */
  readonly gapMs: number;
  /** The slowest write. */
  readonly slowestWriteMs: number;
}

/** What a whole run has shown. */
export interface RollingResult {
  readonly name: string;
  readonly stops: readonly RollingStop[];
  readonly writes: number;
  /** Writes that were acknowledged and are not there. */
  readonly lost: number;
}

/** A member that has just come back is left alone for a moment. */
const SETTLE_MS = 1000;

/** Stops and starts each member in turn until so many leaders were stopped. */
export async function roll(
  cluster: RollingCluster,
  leaderStops: number,
): Promise<RollingResult> {
  await using stack = new AsyncDisposableStack();
  const running: RunningMember[] = [];
  stack.defer(async () => {
    await Promise.all(running.map(({ kill }) => kill()));
  });
  for (const index of [0, 1, 2]) running.push(await cluster.start(index));
  await Promise.all(running.map(({ ready }) => ready()));
  await using writer = startSteadyWriter(cluster.clientUrls);
  const stops: RollingStop[] = [];
  for (
    let turn = 0;
    stops.filter(({ isLeader }) => isLeader).length < leaderStops;
    turn++
  ) {
    await delay(SETTLE_MS);
    const index = turn % 3;
    const isLeader = await leads(cluster.clientUrls[index] ?? "");
    const member = running[index];
    if (member === undefined) continue;
    const beganMs = performance.now();
    await member.stop();
    const stopMs = performance.now() - beganMs;
    const next = running[index] = await cluster.start(index);
    await next.ready();
    const readyAgainMs = performance.now() - beganMs;
    await untilWritten(writer.writes);
    stops.push({
      isLeader,
      stopMs,
      readyAgainMs,
      ...costOf(writer.writes, beganMs),
    });
    reportLine(
      `${cluster.name}: ${isLeader ? "leader" : "follower"} stopped in ` +
        `${Math.round(stopMs)} ms`,
    );
  }
  await writer.stop();
  return {
    name: cluster.name,
    stops,
    writes: writer.writes.length,
    lost: await countLost(cluster, writer.writes),
  };
}

async function leads(url: string): Promise<boolean> {
  using http = Deno.createHttpClient({ http1: false, http2: true });
  const client = createEtcdClient({ url, http });
  const status = await client.status(AbortSignal.timeout(5000));
  return status.leaderId === status.memberId;
}

/** Waits for one more write, so that a gap that goes on has its end. */
async function untilWritten(writes: readonly Write[]): Promise<void> {
  const before = writes.length;
  const signal = AbortSignal.timeout(60_000);
  while (writes.length === before) await delay(1, { signal });
}

function costOf(
  writes: readonly Write[],
  beganMs: number,
): Pick<RollingStop, "gapMs" | "slowestWriteMs"> {
  const first = writes.findLastIndex(({ ackedMs }) => ackedMs < beganMs);
  const during = writes.slice(Math.max(first, 0));
  const gaps = during.slice(1)
    .map(({ ackedMs }, index) => ackedMs - (during[index]?.ackedMs ?? ackedMs));
  return {
    gapMs: Math.max(0, ...gaps),
    slowestWriteMs: Math.max(0, ...during.slice(1).map((it) => it.tookMs)),
  };
}

async function countLost(
  { clientUrls }: RollingCluster,
  writes: readonly Write[],
): Promise<number> {
  const endpoints = clientUrls.join();
  const { kvs } = await etcdctl({ endpoints, timeoutMs: 60_000 }, [
    ...["get", "--prefix", "--keys-only", "/registry/"],
  ]);
  const found = new Set(
    (kvs as { key: string }[]).map(({ key }) => atob(key)),
  );
  return writes.filter(({ key }) =>
    !found.has(`/registry/${String(key).padStart(12, "0")}`)
  ).length;
}
