import { fromFileUrl } from "@std/path/from-file-url";
import type { PeerState } from "../../lib/membership/peer_state.ts";
import type { TlsPaths } from "../../lib/tls/tls_files.ts";
import type { NodeSettings } from "../programs/membership_node.ts";
import { createCa, writeKeyPair, writePem } from "./certificates.ts";
import type { EtcdApiOptions } from "./etcd_api.ts";
import type { EtcdLine } from "./etcd/etcd_line.ts";
import { provisionEtcd } from "./etcd/provision.ts";
import { freePorts } from "./free_ports.ts";
import { isAlive } from "./is_alive.ts";
import { tempDir } from "./temp_dir.ts";
import { until } from "./until.ts";

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

/** One line of a node's log. */
export type NodeLine = Readonly<Record<string, unknown>>;

/** A node that was started. */
export interface NodeProcess {
  readonly pid: number;
  readonly status: Promise<Deno.CommandStatus>;
  readonly log: () => NodeLine[];
  readonly text: () => string;
  readonly kill: (signal: Deno.Signal) => void;
}

/** A member's place with its volume. */
export interface MembershipNode {
  readonly name: string;
  /** The volume. */
  readonly dir: string;
  readonly dataDir: string;
  readonly clientUrl: string;
  readonly peerUrl: string;
  readonly start: () => Promise<NodeProcess>;
  /** The process that was started last. */
  readonly process: () => NodeProcess;
  /** Kills it and its etcd, and waits for both. */
  readonly kill: () => Promise<void>;
  /** Stops it and waits for its end. */
  readonly stop: () => Promise<void>;
  /** Takes everything from its volume, as a new disk would. */
  readonly loseDisk: () => Promise<void>;
  readonly peerState: () => Promise<PeerState | undefined>;
  readonly etcdPid: () => Promise<number | undefined>;
}

/** Members with a wrapper's part of the membership each. */
export interface MembershipNodes extends AsyncDisposable {
  readonly nodes: readonly MembershipNode[];
  readonly dir: string;
  readonly clientTls: TlsPaths | undefined;
  /** For calls of `etcdctl`. */
  readonly api: (...nodes: readonly MembershipNode[]) => EtcdApiOptions;
}

const PROGRAM = fromFileUrl(
  new URL("../programs/membership_node.ts", import.meta.url),
);

/** Creates the nodes of a cluster; nothing runs yet. */
export async function createMembershipNodes(
  options: NodesOptions = {},
): Promise<MembershipNodes> {
  const { count = 3, line = "3.5", tls = false, token = "etcd-cluster" } =
    options;
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const etcd = await provisionEtcd(line);
  const files = await writeCertificates(dir);
  const ports = freePorts(count * 3);
  const scheme = tls ? "https" : "http";
  const places = Array.from({ length: count }, (_, index) => ({
    name: `etcd-main-${index}`,
    clientPort: ports[index * 3] ?? 0,
    peerPort: ports[index * 3 + 1] ?? 0,
    wrapperPort: ports[index * 3 + 2] ?? 0,
    peerUrl: `${scheme}://127.0.0.1:${ports[index * 3 + 1]}`,
  }));
  const memberTls = tls
    ? { ...files.member, trustedCaFile: files.caFile }
    : undefined;
  const clientTls = tls ? { ...files.client, caFile: files.caFile } : undefined;
  const nodes = places.map((place) => {
    const volumeDir = `${dir}/${place.name}`;
    const dataDir = `${volumeDir}/new.etcd`;
    const clientUrl = `${scheme}://127.0.0.1:${place.clientPort}`;
    const settings: NodeSettings = {
      etcd,
      serverTls: tls ? files.member : undefined,
      membership: {
        name: place.name,
        initialCluster: places.map(({ name, peerUrl }) => [name, [peerUrl]]),
        initialClusterState: "new",
        initialClusterToken: token,
        peerUrls: [place.peerUrl],
        clientUrls: [clientUrl],
        peerClientEndpoints: [],
        peerWrapperEndpoints: places.map(({ name, wrapperPort }) => [
          name,
          `127.0.0.1:${wrapperPort}`,
        ]),
        wrapperPort: place.wrapperPort,
        clientTls,
        peerTls: tls ? { ...files.member, caFile: files.caFile } : undefined,
        wrapperCaFile: tls ? files.caFile : undefined,
        volumeDir,
        walDir: `${dataDir}/member/wal`,
        mayStartEmpty: false,
      },
      config: {
        name: place.name,
        dataDir,
        clientPort: place.clientPort,
        peerPort: place.peerPort,
        cluster: places,
        fast: true,
        extra: { "initial-cluster-token": token },
        ...(memberTls === undefined
          ? {}
          : { tls: memberTls, peerTls: memberTls }),
      },
    };
    return createNode({ settings, dataDir, clientUrl, peerUrl: place.peerUrl });
  });
  stack.defer(async () => {
    await Promise.all(nodes.map((node) => node.kill()));
  });
  const owned = stack.move();
  return {
    nodes,
    dir,
    clientTls,
    api: (...some) => ({
      endpoints: (some.length > 0 ? some : nodes)
        .map(({ clientUrl }) => clientUrl).join(),
      ...(clientTls === undefined ? {} : { tls: clientTls }),
    }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function createNode(place: {
  settings: NodeSettings;
  dataDir: string;
  clientUrl: string;
  peerUrl: string;
}): MembershipNode {
  const { settings, ...urls } = place;
  const { name, volumeDir, wrapperPort, wrapperCaFile } = settings.membership;
  const file = `${volumeDir}.json`;
  let last: NodeProcess | undefined;
  const kill = async () => {
    if (last === undefined) return;
    last.kill("SIGKILL");
    const pid = await etcdPid(volumeDir);
    if (pid !== undefined && isAlive(pid)) Deno.kill(pid, "SIGKILL");
    await until("etcd's end", () => pid === undefined || !isAlive(pid));
    await last.status;
  };
  return {
    name,
    dir: volumeDir,
    ...urls,
    async start() {
      await Deno.mkdir(volumeDir, { recursive: true });
      await Deno.writeTextFile(file, JSON.stringify(settings));
      last = follow(file);
      return last;
    },
    process() {
      if (last === undefined) throw new Error(`${name} was never started`);
      return last;
    },
    kill,
    async stop() {
      last?.kill("SIGTERM");
      await last?.status;
    },
    async loseDisk() {
      await Deno.remove(volumeDir, { recursive: true });
      await Deno.mkdir(volumeDir);
    },
    async peerState() {
      const scheme = wrapperCaFile === undefined ? "http" : "https";
      using client = Deno.createHttpClient(
        wrapperCaFile === undefined
          ? {}
          : { caCerts: [await Deno.readTextFile(wrapperCaFile)] },
      );
      const url = `${scheme}://127.0.0.1:${wrapperPort}/peer-state`;
      try {
        const response = await fetch(url, {
          client,
          signal: AbortSignal.timeout(5000),
        });
        return await response.json();
      } catch {
        return undefined;
      }
    },
    etcdPid: () => etcdPid(volumeDir),
  };
}

async function etcdPid(volumeDir: string): Promise<number | undefined> {
  try {
    return Number(await Deno.readTextFile(`${volumeDir}/etcd.pid`));
  } catch {
    return undefined;
  }
}

function follow(file: string): NodeProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", PROGRAM, file],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let text = "";
  const reading = (async () => {
    const stream = child.stderr.pipeThrough(new TextDecoderStream());
    for await (const part of stream) text += part;
  })();
  return {
    pid: child.pid,
    status: Promise.all([child.status, reading]).then(([status]) => status),
    text: () => text,
    log: () => parseLines(text),
    kill(signal) {
      try {
        child.kill(signal);
      } catch (error) {
        // It has ended already.
        if (!(error instanceof TypeError)) throw error;
      }
    },
  };
}

/** The node's own lines have a caller in this repository's room. */
function parseLines(text: string): NodeLine[] {
  return text.split("\n").flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      const isOwn = typeof value === "object" && value !== null &&
        "level" in value && "msg" in value;
      return isOwn ? [value as NodeLine] : [];
    } catch {
      return [];
    }
  });
}

async function writeCertificates(dir: string): Promise<{
  member: { certFile: string; keyFile: string };
  client: { certFile: string; keyFile: string };
  caFile: string;
}> {
  const ca = await createCa("etcd");
  const pair = (commonName: string) => ca.issue({ commonName });
  return {
    caFile: await writePem(dir, "ca.crt", ca.certPem),
    member: await writeKeyPair(dir, "member", await pair("member")),
    client: await writeKeyPair(dir, "client", await pair("client")),
  };
}
