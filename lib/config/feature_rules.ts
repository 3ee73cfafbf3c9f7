import type { EffectiveConfig, Report } from "./effective_config.ts";

/** The features that began as experimental flags. */
const FEATURES: Readonly<Record<string, string>> = {
  "experimental-stop-grpc-service-on-defrag": "StopGRPCServiceOnDefrag",
  "experimental-initial-corrupt-check": "InitialCorruptCheck",
  "experimental-compact-hash-check-enabled": "CompactHashCheck",
  "experimental-txn-mode-write-with-shared-buffer":
    "TxnModeWriteWithSharedBuffer",
  "experimental-enable-lease-checkpoint": "LeaseCheckpoint",
  "experimental-enable-lease-checkpoint-persist": "LeaseCheckpointPersist",
};
/** All features that 3.6 knows. */
const GATES = new Set([
  ...Object.values(FEATURES),
  "SetMemberLocalAddr",
  "AllAlpha",
  "AllBeta",
]);
/** Keys that 3.6 has with and without the prefix, but not both at a time. */
const MIGRATED_KEYS = `compact-hash-check-time corrupt-check-time
  compaction-batch-limit watch-progress-notify-interval warning-apply-duration
  bootstrap-defrag-threshold-megabytes memory-mlock compaction-sleep-interval
  downgrade-check-time peer-skip-client-san-verification
  enable-distributed-tracing distributed-tracing-address
  distributed-tracing-service-name distributed-tracing-instance-id
  distributed-tracing-sampling-rate warning-unary-request-duration
  snapshot-catchup-entries`.split(/\s+/);

/** Checks feature gates, and what experimental settings ask of each other. */
export function checkFeatureRules(
  config: EffectiveConfig,
  report: Report,
): void {
  const { settings, version } = config;
  const gates = version.minor < 6 ? new Map() : readGates(config, report);
  for (const [key, feature] of Object.entries(FEATURES)) {
    if (!settings.has(key)) continue;
    if (gates.has(feature)) {
      report(key, `cannot be set beside the feature gate ${feature}`);
    }
    gates.set(feature, settings.flag(key));
  }
  if (gates.get("LeaseCheckpointPersist") && !gates.get("LeaseCheckpoint")) {
    report(
      "experimental-enable-lease-checkpoint-persist",
      "requires experimental-enable-lease-checkpoint",
    );
  }
  if (version.minor >= 6) {
    checkMigratedKeys(config, report);
    checkNulls(config, report);
  }
}

function readGates(
  { settings, version }: EffectiveConfig,
  report: Report,
): Map<string, boolean> {
  const key = "feature-gates";
  const gates = new Map<string, boolean>();
  for (const item of settings.text(key).split(",").filter((s) => s !== "")) {
    const [name = "", value] = item.split(/=(.*)/s).map((s) => s.trim());
    if (
      !/^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value ?? "")
    ) {
      report(key, `"${item}" is not of the form name=true or name=false`);
    }
    if (version.minor === 6 && !GATES.has(name)) {
      report(key, `unrecognized feature gate "${name}"`);
    }
    gates.set(name, /^[1tT]/.test(value ?? ""));
  }
  return gates;
}

function checkMigratedKeys(
  { settings }: EffectiveConfig,
  report: Report,
): void {
  for (const key of MIGRATED_KEYS) {
    // The one key whose experimental name was misspelt in the file.
    const old = key === "snapshot-catchup-entries"
      ? "experimental-snapshot-catch-up-entries"
      : `experimental-${key}`;
    const isSet = key === "peer-skip-client-san-verification"
      ? settings.section("peer-transport-security").has(key.slice(5))
      : settings.has(key);
    if (isSet && settings.has(old)) {
      report(old, `cannot be set beside ${key}`);
    }
  }
}

/** 3.6 reads these a second time, and then stumbles over a null. */
function checkNulls({ settings }: EffectiveConfig, report: Report): void {
  const keys = [
    ...Object.keys(FEATURES),
    "experimental-snapshot-catch-up-entries",
    "peer-transport-security",
  ];
  for (const key of keys) {
    if (settings.isNull(key)) report(key, "must not be null");
  }
}
