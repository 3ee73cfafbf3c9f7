import { ConfigError } from "./config_error.ts";
import type { ConfigProblem } from "./config_error.ts";
import type { EtcdConfig } from "./etcd_config.ts";
import { etcdKeysOf } from "./etcd_keys.ts";
import type { EtcdKey } from "./etcd_keys.ts";
import type { EtcdVersion } from "./etcd_version.ts";
import { flagOf } from "./flag_of.ts";
import { SettingsView } from "./settings_view.ts";

/**
 * Tells whether a configuration says something that this etcd takes by flag
 * only: before 3.6 that is a peer's client certificate without its addresses.
 */
export function needsFlags(config: EtcdConfig, version: EtcdVersion): boolean {
  return version.minor < 6 &&
    config.peerTransportSecurity.skipClientSanVerification;
}

/**
 * Translates a whole configuration file to flags of etcd 3.4 or 3.5, which
 * ignores all flags beside a file.
 * @throws {ConfigError} with the keys that no flag stands for.
 */
export function toEtcdFlags(
  config: EtcdConfig,
  version: EtcdVersion,
): string[] {
  const problems: ConfigProblem[] = [];
  const keys = etcdKeysOf(version);
  const flags = new Map(defaultFlags(config, version));
  for (const [name, value] of Object.entries(config.settings)) {
    const key = keys(name);
    if (key === undefined || isLikeUnset(value, key)) continue;
    for (const [path, item, type] of leavesOf(key, value)) {
      const flag = flagOf(path, type);
      const text = flag === undefined ? undefined : flagText(item, type);
      if (flag === undefined || text === undefined) {
        problems.push({ key: path, reason: "cannot be given as a flag" });
      } else {
        flags.set(flag, text);
      }
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  if (needsFlags(config, version)) {
    flags.set("experimental-peer-skip-client-san-verification", "true");
  }
  return [...flags].map(([flag, text]) => `--${flag}=${text}`);
}

type Leaf = readonly [path: string, value: unknown, type: EtcdKey["type"]];

function leavesOf(key: EtcdKey, value: unknown): readonly Leaf[] {
  if (key.keys === undefined) return [[key.name, value, key.type]];
  const leaves: Leaf[] = [];
  for (const [name, item] of Object.entries(value ?? {})) {
    const nested = key.keys(name);
    if (nested === undefined || isLikeUnset(item, nested)) continue;
    leaves.push([`${key.name}.${nested.name}`, item, nested.type]);
  }
  return leaves;
}

/** Keys that etcd takes for unset when empty, where a flag would not be. */
const EMPTY_IS_UNSET_REGEXP =
  /urls$|^(?:cors|host-whitelist|initial-cluster-state|proxy|discovery-fallback|v2-deprecation)$/;

function isLikeUnset(value: unknown, { name, type }: EtcdKey): boolean {
  if (value === null) return true;
  if (type === "strings") return Array.isArray(value) && value.length === 0;
  if (name === "self-signed-cert-validity") return value === 0;
  return value === "" && EMPTY_IS_UNSET_REGEXP.test(name);
}

function flagText(value: unknown, type: EtcdKey["type"]): string | undefined {
  if (type === "duration") return `${value}ns`;
  if (!Array.isArray(value)) return String(value);
  // A comma in one of several values has no way to be written.
  return value.some((item) => String(item).includes(","))
    ? undefined
    : value.join(",");
}

/** What a flag defaults to otherwise than the key in a file does. */
function defaultFlags(
  { settings }: EtcdConfig,
  version: EtcdVersion,
): readonly (readonly [string, string])[] {
  const view = new SettingsView(settings);
  const flags: [string, string][] = [
    ["advertise-client-urls", "http://localhost:2379"],
    ["auto-compaction-mode", ""],
  ];
  if (version.minor < 5) {
    flags.push(["enable-grpc-gateway", "false"]);
  } else if (view.flag("experimental-enable-distributed-tracing")) {
    flags.push(["experimental-distributed-tracing-address", ""]);
    flags.push(["experimental-distributed-tracing-service-name", ""]);
  }
  const isDiscovered = view.text("discovery") !== "" ||
    view.text("discovery-srv") !== "";
  if (view.text("discovery-srv-name") !== "" && !isDiscovered) {
    flags.push(["initial-cluster", "default=http://localhost:2380"]);
  }
  return flags;
}
