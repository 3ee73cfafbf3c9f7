import type { EffectiveConfig, Report } from "./effective_config.ts";
import { parseDurationNs } from "../go_duration.ts";
import { parseUrlList } from "./url_list.ts";

/** The longest election timeout that etcd takes. */
const MAX_ELECTION_MS = 50_000n;

/** Checks the settings of the server itself as etcd does. */
export function checkServerRules(
  config: EffectiveConfig,
  report: Report,
): void {
  // etcd would go on in a directory of its own choice, in the working directory.
  if (config.settings.text("data-dir").trim() === "") {
    report("data-dir", "missing or empty");
  }
  checkTiming(config, report);
  checkCompaction(config, report);
  checkCors(config, report);
  checkAuthToken(config, report);
  checkVersion2Api(config, report);
  checkProxy(config, report);
  checkIntervals(config, report);
}

function checkTiming({ settings }: EffectiveConfig, report: Report): void {
  const heartbeat = settings.integer("heartbeat-interval") ?? 100n;
  const election = settings.integer("election-timeout") ?? 1000n;
  if (heartbeat === 0n) report("heartbeat-interval", "must be >0");
  if (election === 0n) {
    report("election-timeout", "must be >0");
  } else if (BigInt.asUintN(64, 5n * heartbeat) > election) {
    report(
      "election-timeout",
      `${election} ms is less than 5 times the heartbeat-interval of ` +
        `${heartbeat} ms`,
    );
  }
  if (election > MAX_ELECTION_MS) {
    report("election-timeout", `must not be above ${MAX_ELECTION_MS} ms`);
  }
}

function checkCompaction(
  { settings, version }: EffectiveConfig,
  report: Report,
): void {
  const isModeRequired = version.minor >= 6;
  const key = "auto-compaction-mode";
  const mode = settings.text(key, isModeRequired ? "periodic" : "");
  if (!["periodic", "revision", ""].includes(mode)) {
    report(key, `must be periodic or revision, but is "${mode}"`);
  } else if (mode === "" && isModeRequired) {
    report(key, "must not be empty");
  }
  const retention = settings.text("auto-compaction-retention") || "0";
  if (/^\+?[0-9]+$|^-0+$/.test(retention)) return;
  const duration = parseDurationNs(retention);
  if (duration === undefined) {
    report(
      "auto-compaction-retention",
      `must be a number or a duration such as 30m, but is "${retention}"`,
    );
  } else if (duration !== 0 && mode === "" && !isModeRequired) {
    report(key, "missing or empty although a retention is set");
  }
}

function checkCors({ settings }: EffectiveConfig, report: Report): void {
  const cors = settings.text("cors");
  if (cors === "" || cors === "*") return;
  try {
    parseUrlList(cors);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report("cors", error.message);
  }
}

function checkAuthToken({ settings }: EffectiveConfig, report: Report): void {
  const token = settings.text("auth-token", "simple");
  const [type = "", ...options] = token.split(",");
  const pairs = options.map((option) => option.split("="));
  const names = pairs.map(([name]) => name);
  if (
    !["simple", "jwt", ""].includes(type) ||
    pairs.some((pair) => pair.length !== 2) ||
    new Set(names).size !== names.length
  ) {
    report("auth-token", `invalid auth options "${token}"`);
  }
}

const V2_DEPRECATIONS: Readonly<Record<string, number>> = {
  "not-yet": 0,
  "": 0,
  "write-only": 1,
  "write-only-skip-check": 1,
  "write-only-drop-data": 2,
  gone: 3,
};

function checkVersion2Api(
  { settings, version }: EffectiveConfig,
  report: Report,
): void {
  if (version.minor !== 5 || !settings.flag("enable-v2")) return;
  const deprecation = settings.text("v2-deprecation");
  if (V2_DEPRECATIONS[deprecation] !== 0) {
    report("v2-deprecation", `"${deprecation}" does not go with enable-v2`);
  }
}

function checkProxy(
  { settings, version }: EffectiveConfig,
  report: Report,
): void {
  if (version.minor > 5) return;
  const proxy = settings.text("proxy");
  if (!["", "off", "readonly", "on"].includes(proxy)) {
    report("proxy", `must be off, readonly or on, but is "${proxy}"`);
  }
  const fallback = settings.text("discovery-fallback");
  if (!["", "exit", "proxy"].includes(fallback)) {
    report("discovery-fallback", `must be exit or proxy, not "${fallback}"`);
  }
}

function checkIntervals({ settings }: EffectiveConfig, report: Report): void {
  for (
    const key of [
      "experimental-compact-hash-check-time",
      "compact-hash-check-time",
    ]
  ) {
    if ((settings.integer(key) ?? 1n) <= 0n) report(key, "must be >0");
  }
  for (const prefix of ["experimental-", ""]) {
    if (!settings.flag(`${prefix}enable-distributed-tracing`)) continue;
    const key = `${prefix}distributed-tracing-sampling-rate`;
    const rate = settings.integer(key) ?? 0n;
    if (rate < 0n || rate > 1_000_000n) {
      report(key, "must be between 0 and 1000000");
    }
  }
}
