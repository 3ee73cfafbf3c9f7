import { etcdKeysOf } from "../etcd_keys.ts";
import type { EtcdVersion } from "../etcd_version.ts";
import { findKeyPlaces } from "../lint/key_places.ts";
import { toJson } from "../overrides.ts";
import { readDocument } from "../document.ts";
import { resolveOwnConfig } from "../own/own_config.ts";
import { readSettings } from "../settings.ts";

/** What a file says for a key. */
export interface EffectiveValue {
  /** In JSON; what may be a secret is not shown. */
  readonly text: string;
  /** Where it stands; `undefined`: it was found out otherwise. */
  readonly line: number | undefined;
}

/** Values that can hold a password or a token. */
const SECRET_REGEXP = /^(?:discovery|discovery-proxy|discovery-config)(?:\.|$)/;
const HIDDEN = "(set, not shown)";

/**
 * What a file says for each key that this etcd looks at, for one member.
 * References to variables stay as they are.
 *
 * @throws {Error} When the file cannot be read as a configuration.
 */
export async function readEffectiveValues(
  file: Uint8Array,
  { version, memberName }: {
    readonly version: EtcdVersion;
    readonly memberName: string;
  },
): Promise<ReadonlyMap<string, EffectiveValue>> {
  const keys = etcdKeysOf(version);
  const { source } = await resolveOwnConfig(file, {
    memberName,
    podName: "",
    hostName: "",
    lookUp: undefined,
  });
  const { values } = readSettings(await readDocument(source), keys, []);
  const { lines } = findKeyPlaces(file, keys);
  const found = new Map<string, EffectiveValue>();
  for (const [path, value] of leaves(values, "")) {
    const line = lines.get(path)?.at(-1);
    found.set(path, { text: textOf(path, value), line });
  }
  return found;
}

function leaves(
  values: Readonly<Record<string, unknown>>,
  prefix: string,
): readonly (readonly [string, unknown])[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    const isSection = typeof value === "object" && value !== null &&
      !Array.isArray(value);
    return isSection
      ? leaves(value as Record<string, unknown>, `${path}.`)
      : [[path, value] as const];
  });
}

function textOf(path: string, value: unknown): string {
  if (SECRET_REGEXP.test(path)) return HIDDEN;
  return toJson(value).replaceAll(/(:\/\/)[^/@\s"]+@/g, "$1***@");
}
