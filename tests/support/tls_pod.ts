import {
  type CertificateAuthority,
  createCa,
  type IssueOptions,
  writeKeyPair,
  writePem,
} from "./certificates.ts";
import type { MemberTls } from "./member_config.ts";
import { createPod, type Pod, type PodStartOptions } from "./pod.ts";
import { until } from "./until.ts";
import type { WrapperProcess } from "./wrapper_process.ts";

/** What differs from certificates that are all right. */
export interface TlsPodOptions {
  readonly server?: Partial<IssueOptions>;
  readonly client?: Partial<IssueOptions>;
  /** Whose certificate the member shows. @default {the one CA} */
  readonly serverCa?: CertificateAuthority;
  /** @default {true} */
  readonly hasTrustedCa?: boolean;
}

/** A pod whose member speaks TLS with its clients. */
export interface TlsPod extends Omit<Pod, "start" | "startReady"> {
  readonly ca: CertificateAuthority;
  readonly tls: MemberTls;
  readonly caFile: string;
  /** Replaces a certificate and its key on disk. */
  readonly rotate: (
    which: "server" | "client",
    issue?: Partial<IssueOptions>,
    ca?: CertificateAuthority,
  ) => Promise<void>;
  /** The flags that name the client certificate. */
  readonly clientFlags: readonly string[];
  /** Starts the wrapper with those flags in front of the others. */
  readonly start: (options?: PodStartOptions) => WrapperProcess;
  /** Status of `GET /readyz` for a client that trusts this CA. */
  readonly readyzBy: (ca: CertificateAuthority) => Promise<number>;
}

/** Creates a pod with a CA, a server and a client certificate. */
export async function createTlsPod(
  options: TlsPodOptions = {},
): Promise<TlsPod> {
  const { hasTrustedCa = true } = options;
  const pod = await createPod();
  const dir = `${pod.dir}/tls`;
  await Deno.mkdir(dir);
  const ca = await createCa("etcd-ca");
  const caFile = await writePem(dir, "ca.crt", ca.certPem);

  const rotate: TlsPod["rotate"] = async (which, issue = {}, by = ca) => {
    const pair = await by.issue({ commonName: `etcd-${which}`, ...issue });
    await writeKeyPair(dir, which, pair);
  };
  await rotate("server", options.server, options.serverCa);
  await rotate("client", options.client);
  const tls: MemberTls = {
    certFile: `${dir}/server.crt`,
    keyFile: `${dir}/server.key`,
    ...(hasTrustedCa ? { trustedCaFile: caFile } : {}),
  };
  pod.sidecar.setConfig(pod.config({ tls }));
  const clientFlags = [
    `--etcd-client-cert-path=${dir}/client.crt`,
    `--etcd-client-key-path=${dir}/client.key`,
  ];
  const readyzBy = (by: CertificateAuthority) =>
    getStatus(`https://127.0.0.1:${pod.wrapperPort}/readyz`, by);
  const readyz = () => readyzBy(options.serverCa ?? ca);
  return {
    ...pod,
    ca,
    tls,
    caFile,
    rotate,
    clientFlags,
    readyz,
    readyzBy,
    answers: (status, timeoutMs = 15_000) =>
      until(
        `/readyz to answer ${status}`,
        async () => await readyz() === status,
        { timeoutMs },
      ),
    start: (start = {}) =>
      pod.start({ ...start, args: [...clientFlags, ...start.args ?? []] }),
  };
}

/** The status of a GET request; 0 when there is no answer. */
async function getStatus(
  url: string,
  ca: CertificateAuthority,
): Promise<number> {
  using client = Deno.createHttpClient({ caCerts: [ca.certPem] });
  try {
    const signal = AbortSignal.timeout(5000);
    const response = await fetch(url, { client, signal });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}
