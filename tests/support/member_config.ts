import { stringify } from "@std/yaml";

/** The files of one of etcd's two TLS sections. */
export interface MemberTls {
  readonly certFile: string;
  readonly keyFile: string;
  readonly trustedCaFile?: string;
  /** Whether clients need a certificate. @default {true with a trusted CA} */
  readonly clientCertAuth?: boolean;
}

/** What distinguishes one member's configuration from another's. */
export interface MemberConfigOptions {
  /** @default {"etcd-main-0"} */
  readonly name?: string;
  readonly dataDir: string;
  readonly clientPort: number;
  readonly peerPort: number;
  /** @default {"127.0.0.1"} */
  readonly host?: string;
  /** Makes the client URLs `https`. */
  readonly tls?: MemberTls;
  /** Makes the peer URLs `https`. */
  readonly peerTls?: MemberTls;
  /** @default {just this member} */
  readonly cluster?: readonly {
    readonly name: string;
    readonly peerUrl: string;
  }[];
  /** @default {"new"} */
  readonly state?: string;
  /** Elects a leader within 0.2 s. @default {false} */
  readonly fast?: boolean;
  /** Keys that are added or replaced; `undefined` takes one out. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Returns a configuration as the sidecar serves it to one member. */
export function memberConfig(options: MemberConfigOptions): string {
  const { name = "etcd-main-0", host = "127.0.0.1", fast = false } = options;
  const clientUrl = url(options.tls, host, options.clientPort);
  const peerUrl = url(options.peerTls, host, options.peerPort);
  const { cluster = [{ name, peerUrl }], state = "new", extra = {} } = options;
  const keys: Record<string, unknown> = {
    "advertise-client-urls": clientUrl,
    "auto-compaction-mode": "periodic",
    "auto-compaction-retention": "30m",
    "client-transport-security": section(options.tls),
    "data-dir": options.dataDir,
    "election-timeout": fast ? 100 : undefined,
    "enable-grpc-gateway": false,
    "heartbeat-interval": fast ? 10 : undefined,
    "initial-advertise-peer-urls": peerUrl,
    "initial-cluster": cluster
      .map((member) => `${member.name}=${member.peerUrl}`).join(","),
    "initial-cluster-state": state,
    "initial-cluster-token": "etcd-cluster",
    "listen-client-urls": clientUrl,
    "listen-peer-urls": peerUrl,
    "metrics": "basic",
    name,
    "next-cluster-version-compatible": true,
    "peer-transport-security": section(options.peerTls),
    "quota-backend-bytes": 8_589_934_592,
    "snapshot-count": 10_000,
    ...extra,
  };
  const present = Object.entries(keys)
    .filter(([_key, value]) => value !== undefined);
  const text = stringify(Object.fromEntries(present), {
    sortKeys: true,
    lineWidth: -1,
  });
  // The sidecar's YAML library leaves URLs without quotes.
  return text.replaceAll(QUOTED_URLS_REGEXP, "$1");
}

const QUOTED_URLS_REGEXP = /'([^'\s]+:\/\/[^'\s]+)'$/gm;

function url(tls: MemberTls | undefined, host: string, port: number): string {
  const bracketed = host.includes(":") ? `[${host}]` : host;
  return `${tls === undefined ? "http" : "https"}://${bracketed}:${port}`;
}

function section(
  tls: MemberTls | undefined,
): Record<string, unknown> | undefined {
  if (tls === undefined) return undefined;
  const { certFile, keyFile, trustedCaFile } = tls;
  return {
    "auto-tls": false,
    "cert-file": certFile,
    "client-cert-auth": tls.clientCertAuth ?? trustedCaFile !== undefined,
    "key-file": keyFile,
    ...(trustedCaFile === undefined
      ? {}
      : { "trusted-ca-file": trustedCaFile }),
  };
}
