import type { TlsPaths } from "../../lib/tls/tls_files.ts";
import { type BareEtcd, startBareEtcd } from "./bare_etcd.ts";
import {
  type CertificateAuthority,
  createCa,
  writeKeyPair,
  writePem,
} from "./certificates.ts";
import type { EtcdLine } from "./etcd/etcd_line.ts";
import { provisionEtcd } from "./etcd/provision.ts";
import { freePorts } from "./free_ports.ts";
import {
  memberConfig,
  type MemberConfigOptions,
  type MemberTls,
} from "./member_config.ts";
import { tempDir } from "./temp_dir.ts";

/** How a cluster of etcds without the wrapper is made. */
export interface BareClusterOptions {
  /** How many members. @default {3} */
  readonly count?: number;
  /** @default {"3.5"} */
  readonly line?: EtcdLine;
  /** Whether clients and peers need certificates. @default {false} */
  readonly tls?: boolean;
  /** What differs in every configuration. */
  readonly config?: Partial<MemberConfigOptions>;
}

/** A member's place; etcd may run there or not. */
export interface BareMember {
  readonly name: string;
  readonly dir: string;
  readonly dataDir: string;
  readonly clientUrl: string;
  readonly peerUrl: string;
  /** The etcd that was started last. */
  readonly etcd: () => BareEtcd;
  /** Starts etcd and does not wait for it. */
  readonly start: (changes?: Partial<MemberConfigOptions>) => Promise<BareEtcd>;
}

/** Members that know of each other; disposing of it kills what runs. */
export interface BareCluster extends AsyncDisposable {
  readonly members: readonly BareMember[];
  readonly dir: string;
  /** What a client of the cluster shows and trusts. */
  readonly clientTls: TlsPaths | undefined;
  readonly ca: CertificateAuthority;
  /** Etcd's program. */
  readonly program: string;
  /** The certificate of every member, when there is TLS. */
  readonly memberTls: MemberTls | undefined;
}

/** Creates the places of a cluster's members; nothing runs yet. */
export async function createBareCluster(
  options: BareClusterOptions = {},
): Promise<BareCluster> {
  const { count = 3, line = "3.5", tls = false } = options;
  const program = await provisionEtcd(line);
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const { ca, memberTls, clientTls } = await writeCertificates(dir);
  const ports = freePorts(count * 2);
  const running: BareEtcd[] = [];
  stack.defer(async () => {
    await Promise.all(running.map((etcd) => etcd.kill()));
  });
  const scheme = tls ? "https" : "http";
  const cluster = Array.from({ length: count }, (_, index) => ({
    name: `etcd-main-${index}`,
    peerUrl: `${scheme}://127.0.0.1:${ports[index * 2 + 1]}`,
  }));
  const members = cluster.map(({ name, peerUrl }, index): BareMember => {
    const memberDir = `${dir}/${name}`;
    const dataDir = `${memberDir}/new.etcd`;
    const clientPort = ports[index * 2] ?? 0;
    let last: BareEtcd | undefined;
    return {
      name,
      dir: memberDir,
      dataDir,
      peerUrl,
      clientUrl: `${scheme}://127.0.0.1:${clientPort}`,
      etcd() {
        if (last === undefined) throw new Error(`${name} was never started`);
        return last;
      },
      async start(changes = {}) {
        await Deno.mkdir(memberDir, { recursive: true });
        const config = memberConfig({
          name,
          dataDir,
          clientPort,
          peerPort: ports[index * 2 + 1] ?? 0,
          cluster,
          fast: true,
          ...(tls ? { tls: memberTls, peerTls: memberTls } : {}),
          ...options.config,
          ...changes,
        });
        last = await startBareEtcd({
          etcd: program,
          config,
          workDir: memberDir,
          waitForRead: false,
        });
        running.push(last);
        return last;
      },
    };
  });
  const owned = stack.move();
  return {
    members,
    dir,
    clientTls: tls ? clientTls : undefined,
    memberTls: tls ? memberTls : undefined,
    ca,
    program,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function writeCertificates(dir: string): Promise<{
  ca: CertificateAuthority;
  memberTls: MemberTls;
  clientTls: TlsPaths;
}> {
  const ca = await createCa("etcd");
  const caFile = await writePem(dir, "ca.crt", ca.certPem);
  const member = await ca.issue({ commonName: "member" });
  const client = await ca.issue({ commonName: "client" });
  return {
    ca,
    memberTls: {
      ...await writeKeyPair(dir, "member", member),
      trustedCaFile: caFile,
    },
    clientTls: { ...await writeKeyPair(dir, "client", client), caFile },
  };
}
