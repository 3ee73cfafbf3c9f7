import type { EffectiveConfig } from "../effective_config.ts";
import { isIpAddress, splitHostPort } from "../go_url.ts";
import type { GoUrl } from "../go_url.ts";
import { findKeyText } from "../texts/key_texts.ts";
import type { ReportFinding } from "./config_finding.ts";

/** Says what etcd takes, but an operator would rather not. */
export function lintValues(
  config: EffectiveConfig,
  report: ReportFinding,
): void {
  lintListening(config, report);
  lintTiming(config, report);
  lintQuota(config, report);
  lintHistory(config, report);
  lintUnsafe(config, report);
  lintDruid(config, report);
}

const SIDES = [
  ["client-transport-security", "listen-client-urls"],
  ["peer-transport-security", "listen-peer-urls"],
] as const;

function lintListening(config: EffectiveConfig, report: ReportFinding): void {
  const urls = {
    "listen-client-urls": config.listenClientUrls,
    "listen-peer-urls": config.listenPeerUrls,
  };
  for (const [section, key] of SIDES) {
    const open = urls[key].filter(isReachable);
    const plain = open.find(({ scheme }) => scheme === "http");
    if (plain !== undefined) {
      const reason = `${plain.href} is open to everybody who reaches it: ` +
        "without TLS anybody reads and writes all data";
      report("LISTEN_WITHOUT_TLS", { key, reason });
    }
    const security = config.settings.section(section);
    const isSecure = open.some(({ scheme }) => scheme === "https");
    const asksForCertificate = security.flag("client-cert-auth") ||
      security.text("trusted-ca-file") !== "" && section.startsWith("peer");
    if (isSecure && !asksForCertificate) {
      const reason = "is off: anybody who reaches the port is let in";
      report("LISTEN_WITHOUT_CLIENT_AUTH", {
        key: `${section}.client-cert-auth`,
        reason,
      });
    }
    if (security.flag("auto-tls")) {
      const reason = "makes a certificate that nobody can check";
      report("TLS_AUTO", { key: `${section}.auto-tls`, reason });
    }
  }
  lintMixture(config, report);
}

function lintMixture(config: EffectiveConfig, report: ReportFinding): void {
  const isSecure = (urls: readonly GoUrl[]) =>
    urls.length > 0 &&
    urls.every(({ scheme }) => /^(https|unixs)$/.test(scheme));
  const client = isSecure(config.listenClientUrls);
  const peer = isSecure(config.listenPeerUrls);
  if (client === peer) return;
  report("TLS_MIXED", {
    key: client ? "listen-peer-urls" : "listen-client-urls",
    reason: client
      ? "peers speak without TLS although clients use it, and all data " +
        "passes between peers"
      : "clients speak without TLS although peers use it",
  });
}

function isReachable({ scheme, host }: GoUrl): boolean {
  if (!/^https?$/.test(scheme)) return false;
  const [name] = splitHostPort(host);
  return isIpAddress(name) && !/^127\.|^::1$/.test(name);
}

function lintTiming(
  { settings }: EffectiveConfig,
  report: ReportFinding,
): void {
  const heartbeatMs = Number(settings.integer("heartbeat-interval") ?? 100n);
  const electionMs = Number(settings.integer("election-timeout") ?? 1000n);
  if (heartbeatMs < 10 || heartbeatMs > 1000) {
    const reason = `${heartbeatMs} ms is unusual: 10 to 1000 ms are common`;
    report("TIMING_UNUSUAL", { key: "heartbeat-interval", reason });
  }
  const key = "election-timeout";
  if (electionMs > 10_000) {
    const reason = `${electionMs} ms is long: without a leader nothing is ` +
      "written for that time";
    report("TIMING_UNUSUAL", { key, reason });
  } else if (electionMs < 10 * heartbeatMs) {
    const reason = `${electionMs} ms is less than 10 times the heartbeat of ` +
      `${heartbeatMs} ms: a slow moment is taken for a dead leader`;
    report("TIMING_UNUSUAL", { key, reason });
  }
}

const MIB = 2n ** 20n;

function lintQuota({ settings }: EffectiveConfig, report: ReportFinding): void {
  const key = "quota-backend-bytes";
  const quota = settings.integer(key) ?? 0n;
  const reason = quota < 0n
    ? `${quota} switches the limit off: the database fills the volume`
    : quota > 8192n * MIB
    ? `${quota} is more than 8 GiB: starts, snapshots and restores get slow`
    : quota !== 0n && quota < 64n * MIB
    ? `${quota} is less than 64 MiB: etcd soon takes no more writes`
    : undefined;
  if (reason !== undefined) report("QUOTA_UNUSUAL", { key, reason });
}

function lintHistory(
  { settings }: EffectiveConfig,
  report: ReportFinding,
): void {
  const key = "auto-compaction-retention";
  const retention = settings.text(key) || "0";
  if (!/^[-+]?0+[a-z]*$/.test(retention)) return;
  const reason = "is off: every version of every key is kept until the " +
    "database is full, unless clients compact it";
  report("HISTORY_UNLIMITED", { key, reason });
}

function lintUnsafe(
  { settings }: EffectiveConfig,
  report: ReportFinding,
): void {
  const set: readonly (readonly [string, boolean, string])[] = [
    [
      "unsafe-no-fsync",
      settings.flag("unsafe-no-fsync"),
      "loses acknowledged writes with the first crash",
    ],
    [
      "force-new-cluster",
      settings.flag("force-new-cluster"),
      "makes a cluster of one out of the data at every start",
    ],
    [
      "strict-reconfig-check",
      !settings.flag("strict-reconfig-check", true),
      "lets a change of members cost the quorum",
    ],
    [
      "socket-options.reuse-port",
      settings.section("socket-options").flag("reuse-port"),
      "hides a second etcd that listens on the same port",
    ],
  ];
  for (const [key, isSet, reason] of set) {
    if (isSet) report("UNSAFE_SETTING", { key, reason });
  }
}

/** Keys for which etcd-druid has one value, whatever the cluster. */
const DRUID_KEYS = [
  "metrics",
  "snapshot-count",
  "enable-grpc-gateway",
  "quota-backend-bytes",
  "initial-cluster-token",
  "auto-compaction-mode",
  "auto-compaction-retention",
];

function lintDruid({ settings }: EffectiveConfig, report: ReportFinding): void {
  for (const key of DRUID_KEYS) {
    const druid = findKeyText(key)?.druid;
    if (druid === undefined || !settings.has(key)) continue;
    const value = String(
      settings.integer(key) ?? (settings.text(key) || settings.flag(key)),
    );
    if (value === druid.value) continue;
    const reason = `is ${value}; etcd-druid sets ${druid.value} ` +
      `(${druid.reason})`;
    report("KEY_DRUID_DIFFERS", { key, reason });
  }
}
