import type { EtcdVersion } from "../etcd_version.ts";
import type { KeyText, TextLine } from "./key_text.ts";

/** What this etcd takes when the key is missing. */
export function defaultOf(text: KeyText, version: EtcdVersion): string {
  const { defaultFrom = {} } = text;
  const changes = Object.entries(defaultFrom)
    .filter(([line]) => isFrom(version, line as TextLine));
  return changes.at(-1)?.[1] ?? text.default;
}

/** Why this etcd's users should not use the key, if they should not. */
export function deprecationOf(
  text: KeyText,
  version: EtcdVersion,
): string | undefined {
  const { deprecated, deprecatedFrom = "3.4" } = text;
  return isFrom(version, deprecatedFrom) ? deprecated : undefined;
}

function isFrom({ minor }: EtcdVersion, line: TextLine): boolean {
  return minor >= Number(line.slice(2));
}
