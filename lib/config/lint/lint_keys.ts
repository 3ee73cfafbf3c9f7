import { type EtcdKey, listEtcdKeys } from "../etcd_keys.ts";
import { nameEtcd } from "../etcd_name.ts";
import type { EtcdVersion } from "../etcd_version.ts";
import { flagOf } from "../flag_of.ts";
import { deprecationOf } from "../texts/default_of.ts";
import { findKeyText } from "../texts/key_texts.ts";
import type { ReportFinding } from "./config_finding.ts";
import { linesOf } from "./lines_of.ts";
import { nearKey } from "./near_key.ts";

/** What {@linkcode lintKeys} looks at. */
export interface LintKeysOptions {
  /** The keys that stand in the file, by etcd's spelling. */
  readonly keys: readonly string[];
  /** Those of them that this etcd does not look at. */
  readonly unknownKeys: readonly string[];
  /** The version whose keys count. */
  readonly version: EtcdVersion;
  /** Takes what is found. */
  readonly report: ReportFinding;
}

/** Says which keys this etcd ignores, or will not know for much longer. */
export function lintKeys(options: LintKeysOptions): void {
  const { keys, unknownKeys, version, report } = options;
  const known = listEtcdKeys(version);
  for (const key of unknownKeys) reportUnknown(key, known, options);
  for (const key of keys) {
    if (unknownKeys.includes(key)) continue;
    const text = findKeyText(key);
    const reason = text && deprecationOf(text, version);
    if (reason !== undefined) {
      report("KEY_DEPRECATED", { key, reason: `is deprecated: ${reason}` });
    }
  }
}

/** The one that this program takes care of. */
const AS_FLAG = "peer-transport-security.skip-client-san-verification";
/** Flags that no key of a file stands for. */
const FLAGS_ALONE: ReadonlySet<string> = new Set([
  "config-file",
  "version",
  "client-crl-file",
  "peer-crl-file",
  "raft-read-timeout",
  "raft-write-timeout",
]);

function reportUnknown(
  key: string,
  known: readonly EtcdKey[],
  { version, report }: LintKeysOptions,
): void {
  const etcd = nameEtcd(version);
  if (key === AS_FLAG) {
    const reason = `is a flag in ${etcd}, not a key`;
    return report("KEY_AS_FLAG", { key, reason });
  }
  const fileKey = known.find(({ name, type }) => flagOf(name, type) === key);
  if (fileKey !== undefined || FLAGS_ALONE.has(key)) {
    const instead = fileKey === undefined
      ? "there is no key for it"
      : `the key is "${fileKey.name}"`;
    const reason = `is a flag of etcd, which a file does not have; ${instead}`;
    return report("KEY_FLAG_ONLY", { key, reason });
  }
  if (linesOf(key).length > 0) {
    return reportOtherVersion(key, { etcd, known, report });
  }
  const near = nearKey(key, known.map(({ name }) => name));
  const suggestion = near === undefined ? "" : `; is "${near}" meant?`;
  report("KEY_UNKNOWN", {
    key,
    reason: `is not known to any etcd${suggestion}`,
  });
}

function reportOtherVersion(key: string, { etcd, known, report }: {
  readonly etcd: string;
  readonly known: readonly EtcdKey[];
  readonly report: ReportFinding;
}): void {
  const lines = linesOf(key);
  const verb = lines.length === 1 ? "knows" : "know";
  const { formerName, druid } = findKeyText(key) ?? {};
  const instead = known.some(({ name }) => name === formerName)
    ? `; this one has "${formerName}"`
    : "";
  const reason = `is ignored by ${etcd}: only ${lines.join(" and ")} ${verb} ` +
    `it${instead}`;
  if (druid === undefined) {
    return report("KEY_OTHER_VERSION", { key, reason });
  }
  report("KEY_OTHER_VERSION", {
    key,
    reason: `${reason}, and etcd-druid always sets it`,
    severity: "info",
  });
}
