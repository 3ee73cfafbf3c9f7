import {
  createEtcdClient,
  type EtcdClient,
} from "../etcd_client/etcd_client.ts";
import { createGrpcHttpClient } from "../etcd_client/grpc_http_client.ts";
import type { MemberList } from "../etcd_client/etcd_member.ts";
import { requestRange } from "../etcd/range_request.ts";
import { describeError } from "../log/describe_error.ts";
import { readTlsFiles, type TlsPaths } from "../tls/tls_files.ts";
import { withDeadline } from "../with_deadline.ts";
import { fetchPeerMembers } from "./peer_members.ts";
import type {
  ClusterView,
  LeaderlessMember,
  RunningCluster,
} from "./start_facts.ts";

/** What {@linkcode observeCluster} needs. */
export interface ObserveClusterOptions {
  /** Peer URLs of the other configured members. */
  readonly peerUrls: readonly string[];
  /** Client URLs that are known from the start. */
  readonly clientUrls: readonly string[];
  /** The own client URLs: normally nothing answers there, which is no news. */
  readonly ownClientUrls: readonly string[];
  /** Towards client ports; undefined for plain text. */
  readonly clientTls: TlsPaths | undefined;
  /** Towards peer ports; undefined for plain text. */
  readonly peerTls: TlsPaths | undefined;
  /** Limit of every request. */
  readonly timeoutMs: number;
}

/**
 * Asks all members that can be found, on their peer ports and then on the
 * client ports that are known or that a list names. Certificates are read
 * anew every time, so that a renewal needs nothing else.
 */
export async function observeCluster(
  options: ObserveClusterOptions,
  signal: AbortSignal,
): Promise<ClusterView> {
  const { timeoutMs, clientTls, peerTls } = options;
  const errors: Record<string, string> = {};
  const note = (url: string, error: unknown) => {
    signal.throwIfAborted();
    if (options.ownClientUrls.includes(url)) return;
    errors[url] = describeError(error);
  };
  const askMembers = (urls: readonly string[]) =>
    askAll(urls, note, async () => {
      const http = await createGrpcHttpClient(clientTls);
      const ask = (url: string) =>
        listThroughConsensus({ url, http, timeoutMs }, signal);
      return { client: http, ask };
    });
  const askPeers = askAll(options.peerUrls, note, async () => {
    const client = await createPeerHttpClient(peerTls);
    const ask = (url: string) =>
      fetchPeerMembers(url, { client, timeoutMs, signal });
    return { client, ask };
  });
  const known = new Set(options.clientUrls);
  const [peers, lists] = await Promise.all([askPeers, askMembers([...known])]);
  const found = new Set(
    peers.flatMap(({ value }) =>
      value.members.flatMap(({ clientUrls }) => clientUrls)
    ),
  );
  lists.push(...await askMembers([...found.difference(known)]));
  const running = groupByCluster(lists);
  const hasQuorum = new Set(running.map(({ clusterId }) => clusterId));
  const leaderless: LeaderlessMember[] = peers
    .map(({ url, value }) => ({ url, ...value }))
    .filter(({ clusterId }) => !hasQuorum.has(clusterId));
  return { running, leaderless, errors };
}

interface Answer<T> {
  readonly url: string;
  readonly value: T;
}

/** Asks all URLs at the same time, with one HTTP client that is closed then. */
async function askAll<T>(
  urls: readonly string[],
  note: (url: string, error: unknown) => void,
  open: () => Promise<{
    client: Deno.HttpClient;
    ask: (url: string) => Promise<T>;
  }>,
): Promise<Answer<T>[]> {
  if (urls.length === 0) return [];
  const opened = await open().catch((error) => {
    for (const url of urls) note(url, error);
  });
  if (opened === undefined) return [];
  using _client = opened.client;
  const results = await Promise.allSettled(urls.map(opened.ask));
  return results.flatMap((result, index) => {
    const url = urls[index] ?? "";
    if (result.status === "fulfilled") return [{ url, value: result.value }];
    note(url, result.reason);
    return [];
  });
}

async function createPeerHttpClient(
  tls: TlsPaths | undefined,
): Promise<Deno.HttpClient> {
  // etcd 3.6 offers HTTP/2 on its peer port with TLS and does not speak it.
  const protocol = { http1: true, http2: false };
  if (tls === undefined) return Deno.createHttpClient(protocol);
  const { cert, key, caCerts } = await readTlsFiles(tls);
  return Deno.createHttpClient({
    ...protocol,
    cert,
    key,
    caCerts: [...caCerts],
  });
}

/** A member list that a quorum stands behind. */
async function listThroughConsensus(
  options: { url: string; http: Deno.HttpClient; timeoutMs: number },
  signal: AbortSignal,
): Promise<MemberList> {
  const { url, http, timeoutMs } = options;
  const client: EtcdClient = createEtcdClient({ url, http, timeoutMs });
  const { version } = await client.status(signal);
  if (version.startsWith("3.4.")) {
    // Its list is a local one: a read through consensus makes it up to date.
    await withDeadline(
      timeoutMs,
      signal,
      (signal) => requestRange(client.url, http, signal),
    );
  }
  return await client.memberList({ linearizable: true }, signal);
}

function groupByCluster(
  lists: readonly Answer<MemberList>[],
): RunningCluster[] {
  const groups = Map.groupBy(lists, ({ value }) => value.clusterId);
  return [...groups].map(([clusterId, answers]) => ({
    clusterId,
    members: answers[0]?.value.members ?? [],
    healthyIds: answers.map(({ value }) => value.memberId),
    clientUrls: answers.map(({ url }) => url),
  }));
}
