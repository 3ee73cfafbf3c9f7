import { listEtcdKeys } from "../etcd_keys.ts";
import type { EtcdVersion } from "../etcd_version.ts";
import { defaultOf, deprecationOf } from "../texts/default_of.ts";
import { allKeyTexts } from "../texts/key_texts.ts";
import type { EffectiveValue } from "./effective_values.ts";
import { showValue } from "./format_explanation.ts";

/**
 * The keys of an etcd, one a line: with a file what counts of each, without
 * one what each is for. What is deprecated and not set is left out.
 */
export function formatKeyList(
  version: EtcdVersion,
  values: ReadonlyMap<string, EffectiveValue> | undefined,
): string {
  const known = new Map(
    listEtcdKeys(version).map(({ name, type }) => [name, type]),
  );
  const texts = allKeyTexts().filter((text) => {
    if (values?.has(text.name)) return true;
    const type = known.get(text.name);
    return type !== undefined && type !== "object" &&
      deprecationOf(text, version) === undefined;
  });
  const others = [...values?.keys() ?? []]
    .filter((name) => !texts.some((text) => text.name === name));
  const names = [...texts.map((text) => text.name), ...others];
  const width = Math.max(...names.map((name) => name.length));
  const lines = texts.map((text) => {
    if (values === undefined) return [text.name, text.meaning] as const;
    const value = values.get(text.name);
    const shown = value === undefined
      ? `${defaultOf(text, version) || '""'} (default)`
      : known.has(text.name)
      ? showValue(value)
      : `${showValue(value)}, ignored by this etcd`;
    return [text.name, shown] as const;
  });
  return [
    ...lines,
    ...others.map((name) => [name, "ignored: no etcd knows it"] as const),
  ].map(([name, text]) => `${name.padEnd(width)}  ${text}`).join("\n");
}
