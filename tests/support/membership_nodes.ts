import type { PeerState } from "../../lib/membership/peer_state.ts";
import type { TlsPaths } from "../../lib/tls/tls_files.ts";
import { createCa, writeKeyPair, writePem } from "./certificates.ts";
import type { EtcdApiOptions } from "./etcd_api.ts";
import type { EtcdLine } from "./etcd/etcd_line.ts";
import { provisionEtcd } from "./etcd/provision.ts";
import { findProcesses } from "./find_processes.ts";
import { freePorts } from "./free_ports.ts";
import { isAlive } from "./is_alive.ts";
import { memberConfig } from "./member_config.ts";
import { tempDir } from "./temp_dir.ts";
import { until } from "./until.ts";
import { startWrapper, type WrapperProcess } from "./wrapper_process.ts";

/** What the nodes are made of. */
export interface NodesOptions {
  /** @default {3} */
  readonly count?: number;
  /** @default {"3.5"} */
  readonly line?: EtcdLine;
  /** Certificates for clients, peers and wrappers. @default {false} */
  readonly tls?: boolean;
  /** @default {"etcd-cluster"} */
  readonly token?: string;
}

/** A member's place with its volume, and the wrapper that runs there. */
export interface MembershipNode {
  readonly name: string;
  /** The volume. */
  readonly dir: string;
  readonly dataDir: string;
  readonly clientUrl: string;
  readonly peerUrl: string;
  readonly start: () => Promise<WrapperProcess>;
  /** The wrapper that was started last. */
  readonly process: () => WrapperProcess;
  /** Kills it and its etcd, and waits for both. */
  readonly kill: () => Promise<void>;
  /** Takes everything from its volume, as a new disk would. */
  readonly loseDisk: () => Promise<void>;
  readonly peerState: () => Promise<PeerState | undefined>;
}

/** Members of one cluster without sidecars. */
export interface MembershipNodes extends AsyncDisposable {
  readonly nodes: readonly MembershipNode[];
  /** For calls of `etcdctl`, to some of the nodes or to all. */
  readonly api: (...nodes: readonly MembershipNode[]) => EtcdApiOptions;
}

/** Creates the nodes of a cluster; nothing runs yet. */
export async function createMembershipNodes(
  options: NodesOptions = {},
): Promise<MembershipNodes> {
  const { count = 3, line = "3.5", tls = false } = options;
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const cluster: Cluster = {
    dir,
    etcd: await provisionEtcd(line),
    places: placesOf(count, tls),
    token: options.token ?? "etcd-cluster",
    tls: tls ? await writeCertificates(dir) : undefined,
  };
  const nodes: MembershipNode[] = [];
  for (const place of cluster.places) {
    nodes.push(await createNode(cluster, place));
  }
  stack.defer(async () => {
    await Promise.all(nodes.map((node) => node.kill()));
  });
  const owned = stack.move();
  return {
    nodes,
    api: (...some) => ({
      endpoints: (some.length > 0 ? some : nodes)
        .map(({ clientUrl }) => clientUrl).join(),
      ...(cluster.tls === undefined ? {} : { tls: cluster.tls.client }),
    }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Place {
  readonly name: string;
  readonly clientPort: number;
  readonly peerPort: number;
  readonly wrapperPort: number;
  readonly clientUrl: string;
  readonly peerUrl: string;
}

interface Cluster {
  readonly dir: string;
  readonly etcd: string;
  readonly places: readonly Place[];
  readonly token: string;
  readonly tls: { member: TlsPaths; client: TlsPaths } | undefined;
}

function placesOf(count: number, tls: boolean): Place[] {
  const ports = freePorts(count * 3);
  const scheme = tls ? "https" : "http";
  return Array.from({ length: count }, (_, index) => {
    const [clientPort = 0, peerPort = 0, wrapperPort = 0] = ports
      .slice(index * 3);
    return {
      name: `etcd-main-${index}`,
      clientPort,
      peerPort,
      wrapperPort,
      clientUrl: `${scheme}://127.0.0.1:${clientPort}`,
      peerUrl: `${scheme}://127.0.0.1:${peerPort}`,
    };
  });
}

async function createNode(
  cluster: Cluster,
  place: Place,
): Promise<MembershipNode> {
  const { name, clientUrl, peerUrl } = place;
  const volumeDir = `${cluster.dir}/${name}`;
  const dataDir = `${volumeDir}/new.etcd`;
  const launch = await prepareWrapper(cluster, place, dataDir);
  let last: WrapperProcess | undefined;
  return {
    name,
    dir: volumeDir,
    dataDir,
    clientUrl,
    peerUrl,
    start() {
      last = launch();
      return Promise.resolve(last);
    },
    process() {
      if (last === undefined) throw new Error(`${name} was never started`);
      return last;
    },
    async kill() {
      if (last === undefined) return;
      killProcess(last);
      await last.status;
      // It may not have come to say, or to note, which etcd it has started.
      const pids = findProcesses(`${cluster.dir}/${name}.home/`);
      for (const pid of pids) Deno.kill(pid, "SIGKILL");
      await until("etcd's end", () => !pids.some(isAlive));
      await last[Symbol.asyncDispose]();
    },
    async loseDisk() {
      await Deno.remove(volumeDir, { recursive: true });
      await Deno.mkdir(volumeDir);
    },
    peerState: () => fetchState(place, cluster.tls?.client.caFile),
  };
}

/** Writes the member's configuration, and gives what starts its wrapper. */
async function prepareWrapper(
  { dir, etcd, places, token, tls }: Cluster,
  place: Place,
  dataDir: string,
): Promise<() => WrapperProcess> {
  const home = `${dir}/${place.name}.home`;
  const configFile = `${home}/etcd.yaml`;
  const member = tls &&
    { ...tls.member, trustedCaFile: tls.member.caFile };
  await Deno.mkdir(home);
  await Deno.writeTextFile(
    configFile,
    memberConfig({
      ...place,
      dataDir,
      cluster: places,
      fast: true,
      extra: { "initial-cluster-token": token },
      ...(member === undefined ? {} : { tls: member, peerTls: member }),
    }),
  );
  const wrappers = places
    .map(({ name, wrapperPort }) => `${name}=127.0.0.1:${wrapperPort}`);
  const client = tls === undefined ? [] : [
    `--etcd-client-cert-path=${tls.client.certFile}`,
    `--etcd-client-key-path=${tls.client.keyFile}`,
  ];
  return () =>
    startWrapper({
      home,
      dirs: [dir],
      etcd,
      cwd: dir,
      args: [
        "start-etcd",
        `--etcd-config-file=${configFile}`,
        `--etcd-client-port=${place.clientPort}`,
        `--etcd-wrapper-port=${place.wrapperPort}`,
        `--etcd-path=${etcd}`,
        `--peer-wrapper-endpoints=${wrappers.join()}`,
        ...client,
      ],
    });
}

function killProcess(wrapper: WrapperProcess): void {
  try {
    wrapper.kill("SIGKILL");
  } catch (error) {
    // It has ended already.
    if (!(error instanceof TypeError)) throw error;
  }
}

async function fetchState(
  { wrapperPort }: Place,
  caFile: string | undefined,
): Promise<PeerState | undefined> {
  using client = Deno.createHttpClient(
    caFile === undefined ? {} : { caCerts: [await Deno.readTextFile(caFile)] },
  );
  const scheme = caFile === undefined ? "http" : "https";
  const url = `${scheme}://127.0.0.1:${wrapperPort}/peer-state`;
  try {
    const signal = AbortSignal.timeout(5000);
    return await (await fetch(url, { client, signal })).json();
  } catch {
    return undefined;
  }
}

async function writeCertificates(
  dir: string,
): Promise<{ member: TlsPaths; client: TlsPaths }> {
  const ca = await createCa("etcd");
  const caFile = await writePem(dir, "ca.crt", ca.certPem);
  const write = async (name: string): Promise<TlsPaths> => {
    const pair = await ca.issue({ commonName: name });
    return { ...await writeKeyPair(dir, name, pair), caFile };
  };
  return { member: await write("member"), client: await write("client") };
}
