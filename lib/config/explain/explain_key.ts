import { type EtcdKeyType, listEtcdKeys } from "../etcd_keys.ts";
import { nameEtcd, NEWEST_PATCH } from "../etcd_name.ts";
import type { EtcdVersion } from "../etcd_version.ts";
import { flagOf } from "../flag_of.ts";
import { linesOf } from "../lint/lines_of.ts";
import { defaultOf, deprecationOf } from "../texts/default_of.ts";
import type { DruidValue, KeyText } from "../texts/key_text.ts";

/** All that there is to say of a key, for one version of etcd. */
export interface KeyExplanation {
  /** The key, a nested one with a dot. */
  readonly name: string;
  /** What it does. */
  readonly meaning: string;
  /** What it holds, in words. */
  readonly type: string;
  /** What a number counts, if it is one. */
  readonly unit: string | undefined;
  /** What etcd takes when it is missing. */
  readonly default: string;
  /** The flag that says the same; `undefined`: a file only. */
  readonly flag: string | undefined;
  /** The lines of etcd that know it, from 3.4 to 3.6. */
  readonly lines: readonly string[];
  /** What etcd-druid sets, if it sets it. */
  readonly druid: DruidValue | undefined;
  /** What this version makes of it. */
  readonly verdict: string;
}

/** Puts together what is known of a key. */
export function explainKey(
  text: KeyText,
  version: EtcdVersion,
): KeyExplanation {
  const { name, meaning, unit, druid } = text;
  const own = typeOf(name, version);
  const type = own ?? NEWER.map((it) => typeOf(name, it)).find(Boolean);
  return {
    name,
    meaning,
    type: TYPE_NAMES[type ?? "nothing"],
    unit: type === "duration" ? "nanoseconds" : unit,
    default: defaultOf(text, version),
    flag: flagFor(name, type ?? "nothing", version),
    lines: linesOf(name),
    druid,
    verdict: verdictOf(text, { version, isKnown: own !== undefined }),
  };
}

const NEWER: readonly EtcdVersion[] = [6, 5, 4]
  .map((minor) => ({ major: 3, minor, patch: NEWEST_PATCH }));
const TYPE_NAMES: Readonly<Record<EtcdKeyType, string>> = {
  string: "text",
  strings: "list of texts",
  bool: "true or false",
  int: "integer",
  uint: "integer, not negative",
  uint32: "integer, not negative, 32 bits",
  duration: "integer",
  object: "keys of its own",
  list: "list",
  nothing: "nothing",
};
const SKIP_SAN = "peer-transport-security.skip-client-san-verification";

function typeOf(name: string, version: EtcdVersion): EtcdKeyType | undefined {
  return listEtcdKeys(version).find((key) => key.name === name)?.type;
}

function flagFor(
  name: string,
  type: EtcdKeyType,
  version: EtcdVersion,
): string | undefined {
  if (name === SKIP_SAN && version.minor < 6) {
    return "experimental-peer-skip-client-san-verification";
  }
  return name === "client-transport-security.skip-client-san-verification"
    ? undefined
    : flagOf(name, type);
}

function verdictOf(text: KeyText, { version, isKnown }: {
  readonly version: EtcdVersion;
  readonly isKnown: boolean;
}): string {
  const etcd = nameEtcd(version);
  if (text.name === SKIP_SAN && !isKnown) {
    return `${etcd} has it as a flag only; this program starts it with flags`;
  }
  if (!isKnown) return `${etcd} ignores it`;
  const deprecated = deprecationOf(text, version);
  return deprecated === undefined
    ? `${etcd} takes it`
    : `${etcd} takes it, but it is deprecated: ${deprecated}`;
}
