import type { EtcdVersion } from "./etcd_version.ts";

/** The type that etcd decodes a key into. */
export type EtcdKeyType =
  | "string"
  | "strings"
  | "bool"
  | "int"
  | "uint"
  | "uint32"
  | "duration"
  | "object"
  | "list"
  | "nothing";

/** A key of etcd's configuration file, top level or nested. */
export interface EtcdKey {
  /** The name as etcd spells it. */
  readonly name: string;
  /** What etcd decodes it into. */
  readonly type: EtcdKeyType;
  /** The keys below an object that etcd looks at. */
  readonly keys?: EtcdKeys;
}

/** The keys of one level, found as etcd finds them. */
export type EtcdKeys = (name: string) => EtcdKey | undefined;

/**
 * All keys by type. After `@` stand the lines that know a key, with the first
 * patch release where the line began without it; no `@`: every line.
 */
const TOP_LEVEL: readonly (readonly [EtcdKeyType, string])[] = [
  // Names of fields of etcd's own structure, which its decoder accepts too. The
  // first that matches without regard to case wins, so these go before the rest.
  [
    "list",
    `ListenPeerUrls@3.5,3.6,3.7 ListenClientUrls@3.5,3.6,3.7
    ListenClientHttpUrls@3.5.8,3.6,3.7 AdvertisePeerUrls@3.5,3.6,3.7
    AdvertiseClientUrls@3.5,3.6,3.7 LPUrls@3.4 LCUrls@3.4 APUrls@3.4 ACUrls@3.4
    ListenMetricsUrls`,
  ],
  [
    "object",
    `ClientTLSInfo PeerTLSInfo CORS HostWhitelist
    FlagsExplicitlySet@3.6,3.7`,
  ],
  ["bool", "ClientAutoTLS PeerAutoTLS"],
  ["nothing", "ZapLoggerBuilder ServerFeatureGate@3.6,3.7"],
  ["list", "grpc-additional-server-options@3.6,3.7"],
  [
    "string",
    `name data-dir wal-dir
    tls-min-version@3.4.25,3.5.8,3.6,3.7 tls-max-version@3.4.25,3.5.8,3.6,3.7
    initial-cluster-state discovery-srv discovery-srv-name
    discovery-proxy@3.4,3.5,3.6 discovery@3.4,3.5,3.6 initial-cluster
    initial-cluster-token auto-compaction-mode auto-compaction-retention
    auth-token experimental-enable-v2v3@3.4,3.5
    experimental-backend-bbolt-freelist-type@3.4
    backend-bbolt-freelist-type@3.5,3.6,3.7 metrics listen-metrics-urls
    experimental-distributed-tracing-address@3.5,3.6
    experimental-distributed-tracing-service-name@3.5,3.6
    experimental-distributed-tracing-instance-id@3.5,3.6
    distributed-tracing-address@3.6,3.7 distributed-tracing-service-name@3.6,3.7
    distributed-tracing-instance-id@3.6,3.7 logger log-level log-format@3.6,3.7
    log-package-levels@3.4 log-rotation-config-json@3.5,3.6,3.7
    v2-deprecation@3.5,3.6,3.7 listen-peer-urls listen-client-urls
    listen-client-http-urls@3.4.25,3.5.8,3.6,3.7 initial-advertise-peer-urls
    advertise-client-urls cors host-whitelist feature-gates@3.6,3.7
    proxy@3.4,3.5 discovery-fallback@3.4,3.5`,
  ],
  ["strings", "cipher-suites log-outputs log-output@3.4"],
  [
    "bool",
    `initial-election-tick-advance strict-reconfig-check enable-v2@3.4,3.5
    pre-vote experimental-initial-corrupt-check@3.4,3.5,3.6
    experimental-compact-hash-check-enabled@3.5.5,3.6
    experimental-enable-lease-checkpoint@3.4,3.5,3.6
    experimental-enable-lease-checkpoint-persist@3.4.20,3.5.2,3.6
    force-new-cluster enable-pprof enable-grpc-gateway debug@3.4 unsafe-no-fsync
    next-cluster-version-compatible@3.4.31
    experimental-enable-distributed-tracing@3.5,3.6
    enable-distributed-tracing@3.6,3.7 enable-log-rotation@3.5,3.6,3.7
    experimental-memory-mlock@3.5,3.6 memory-mlock@3.6,3.7
    experimental-txn-mode-write-with-shared-buffer@3.5,3.6
    experimental-stop-grpc-service-on-defrag@3.5.14,3.6
    experimental-peer-skip-client-san-verification@3.6`,
  ],
  [
    "uint",
    `snapshot-count experimental-snapshot-catch-up-entries@3.5.14,3.6
    snapshot-catchup-entries@3.6,3.7 max-snapshots max-wals heartbeat-interval
    election-timeout max-txn-ops max-request-bytes bcrypt-cost
    auth-token-ttl@3.4.10,3.5,3.6,3.7 self-signed-cert-validity@3.5.1,3.6,3.7
    experimental-bootstrap-defrag-threshold-megabytes@3.5,3.6
    bootstrap-defrag-threshold-megabytes@3.6,3.7 proxy-failure-wait@3.4,3.5
    proxy-refresh-interval@3.4,3.5 proxy-dial-timeout@3.4,3.5
    proxy-write-timeout@3.4,3.5 proxy-read-timeout@3.4,3.5`,
  ],
  ["uint32", "max-concurrent-streams@3.4.20,3.5.5,3.6,3.7"],
  [
    "int",
    `quota-backend-bytes backend-batch-limit
    experimental-compaction-batch-limit@3.4,3.5,3.6
    compaction-batch-limit@3.6,3.7 max-learners@3.6,3.7
    experimental-distributed-tracing-sampling-rate@3.5.11,3.6
    distributed-tracing-sampling-rate@3.6,3.7`,
  ],
  [
    "duration",
    `backend-batch-interval grpc-keepalive-min-time grpc-keepalive-interval
    grpc-keepalive-timeout experimental-corrupt-check-time@3.4,3.5,3.6
    corrupt-check-time@3.6,3.7 experimental-compact-hash-check-time@3.5.5,3.6
    compact-hash-check-time@3.6,3.7
    experimental-compaction-sleep-interval@3.5.16,3.6
    compaction-sleep-interval@3.6,3.7
    experimental-watch-progress-notify-interval@3.4.11,3.5,3.6
    watch-progress-notify-interval@3.6,3.7
    experimental-warning-apply-duration@3.4.16,3.5,3.6
    warning-apply-duration@3.6,3.7 warning-unary-request-duration@3.6,3.7
    experimental-warning-unary-request-duration@3.6
    experimental-downgrade-check-time@3.5,3.6 downgrade-check-time@3.6,3.7`,
  ],
];

const SECURITY: typeof TOP_LEVEL = [
  [
    "string",
    `cert-file key-file trusted-ca-file client-cert-file@3.5,3.6,3.7
    client-key-file@3.5,3.6,3.7`,
  ],
  [
    "bool",
    "client-cert-auth auto-tls skip-client-san-verification@3.6,3.7",
  ],
  ["strings", "allowed-cn@3.5.14,3.6,3.7 allowed-hostname@3.5.14,3.6,3.7"],
];

const SOCKET: typeof TOP_LEVEL = [["bool", "reuse-port reuse-address"]];

/** Gives the keys that the configuration file of an etcd version can have. */
export function etcdKeysOf(version: EtcdVersion): EtcdKeys {
  return lookupIn(topLevelKeys(version));
}

/** Lists them all, nested ones after their object and with a dot. */
export function listEtcdKeys(version: EtcdVersion): readonly EtcdKey[] {
  return topLevelKeys(version).flatMap((key) => {
    const nested = listKeys(NESTED[key.name] ?? [], version);
    return [
      key,
      ...nested.map((it) => ({ ...it, name: `${key.name}.${it.name}` })),
    ];
  });
}

/** The keys below an object, by the object's name. */
const NESTED: Readonly<Record<string, typeof TOP_LEVEL>> = {
  "client-transport-security": SECURITY,
  "peer-transport-security": SECURITY,
  "socket-options": SOCKET,
};

function topLevelKeys(version: EtcdVersion): readonly EtcdKey[] {
  const security = listKeys(SECURITY, version);
  const objects: EtcdKey[] = [
    objectKey("client-transport-security", security),
    objectKey("peer-transport-security", security),
  ];
  if (isKnown("socket-options@3.5.10,3.6,3.7", version)) {
    objects.push(objectKey("socket-options", listKeys(SOCKET, version)));
  }
  if (isKnown("discovery-config@3.6,3.7", version)) {
    objects.push({ name: "discovery-config", type: "object" });
  }
  return [...listKeys(TOP_LEVEL, version), ...objects];
}

function objectKey(name: string, keys: readonly EtcdKey[]): EtcdKey {
  return { name, type: "object", keys: lookupIn(keys) };
}

function listKeys(
  table: typeof TOP_LEVEL,
  version: EtcdVersion,
): readonly EtcdKey[] {
  return table.flatMap(([type, entries]) =>
    entries.split(/\s+/).filter((entry) => isKnown(entry, version))
      .map((entry) => ({ name: entry.replace(/@.*/, ""), type }))
  );
}

function isKnown(entry: string, { minor, patch }: EtcdVersion): boolean {
  const [, lines] = entry.split("@");
  if (lines === undefined) return true;
  // Lines that are newer than this table are read like the newest of it.
  const line = `3.${Math.min(Math.max(minor, 4), 7)}`;
  const match = lines.split(",").find((item) =>
    item === line || item.startsWith(`${line}.`)
  );
  return match !== undefined && patch >= Number(match.split(".")[2] ?? 0);
}

function lookupIn(keys: readonly EtcdKey[]): EtcdKeys {
  const exact = new Map(keys.map((key) => [key.name, key]));
  const folded = new Map<string, EtcdKey>();
  for (const key of keys) {
    const name = fold(key.name);
    if (!folded.has(name)) folded.set(name, key);
  }
  return (name) => exact.get(name) ?? folded.get(fold(name));
}

/** Go's folding, where a long s and the Kelvin sign are letters as well. */
function fold(name: string): string {
  return name.replaceAll("\u017f", "s").replaceAll("\u212a", "k")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
