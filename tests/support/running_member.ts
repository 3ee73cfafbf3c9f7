import { type BareEtcd, startBareEtcd } from "./bare_etcd.ts";
import {
  type CertificateAuthority,
  createCa,
  type IssueOptions,
  writeKeyPair,
  writePem,
} from "./certificates.ts";
import type { EtcdLine } from "./etcd/etcd_line.ts";
import { provisionEtcd } from "./etcd/provision.ts";
import { freePorts } from "./free_ports.ts";
import { memberConfig, type MemberConfigOptions } from "./member_config.ts";
import { tempDir } from "./temp_dir.ts";

/** How a member is started for one test. */
export interface RunningMemberOptions {
  /** @default {"3.5"} */
  readonly line?: EtcdLine;
  /** What its server certificate is to say; turns TLS on. */
  readonly tls?: Partial<IssueOptions>;
  /** What else differs in its configuration. */
  readonly config?: Partial<MemberConfigOptions>;
  /** @default {true} */
  readonly waitForRead?: boolean;
}

/** A member of its own, with everything it needs. */
export interface RunningMember extends AsyncDisposable {
  readonly etcd: BareEtcd;
  /** A directory for the test, too. */
  readonly dir: string;
  readonly port: number;
  readonly peerUrl: string;
  /** The CA of its certificates. */
  readonly ca: CertificateAuthority;
  readonly caFile: string;
}

/** Starts a real etcd with an empty data directory. */
export async function startMember(
  options: RunningMemberOptions = {},
): Promise<RunningMember> {
  const { line = "3.5", tls, waitForRead = true } = options;
  const program = await provisionEtcd(line);
  const dir = await tempDir();
  const [clientPort = 0, peerPort = 0] = freePorts(2);
  const ca = await createCa("member");
  const caFile = await writePem(dir.path, "ca.crt", ca.certPem);
  const server = tls === undefined ? undefined : await writeKeyPair(
    dir.path,
    "server",
    await ca.issue({ commonName: "etcd", ...tls }),
  );
  const config = memberConfig({
    dataDir: `${dir.path}/new.etcd`,
    clientPort,
    peerPort,
    fast: true,
    ...(server === undefined
      ? {}
      : { tls: { ...server, trustedCaFile: caFile } }),
    ...options.config,
  });
  const own = await ca.issue({ commonName: "test" });
  const etcd = await startBareEtcd({
    etcd: program,
    config,
    workDir: dir.path,
    waitForRead: waitForRead && (tls === undefined || isReachable(tls)),
    ...(tls === undefined ? {} : {
      tls: { caPem: ca.certPem, certPem: own.certPem, keyPem: own.keyPem },
    }),
  });
  return {
    etcd,
    dir: dir.path,
    port: clientPort,
    peerUrl: `http://127.0.0.1:${peerPort}`,
    ca,
    caFile,
    async [Symbol.asyncDispose]() {
      await etcd[Symbol.asyncDispose]();
      await dir[Symbol.asyncDispose]();
    },
  };
}

/** Whether the member's address stands in its certificate. */
function isReachable(tls: Partial<IssueOptions>): boolean {
  return tls.ipAddresses === undefined ||
    tls.ipAddresses.includes("127.0.0.1");
}
