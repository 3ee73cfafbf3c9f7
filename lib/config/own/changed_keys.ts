import { toJson } from "../overrides.ts";
import type { YamlValue } from "../yaml_value.ts";
import type { Document } from "./resolve_member.ts";

/** The keys whose values differ, nested ones with a dot, in order. */
export function changedKeys(before: Document, after: Document): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].sort().flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    if (old instanceof Map && now instanceof Map) {
      return changedKeys(old, now).map((inner) => `${key}.${inner}`);
    }
    return isSame(old, now) ? [] : [key];
  });
}

function isSame(
  old: YamlValue | undefined,
  now: YamlValue | undefined,
): boolean {
  if (old === undefined || now === undefined) return old === now;
  return toJson(old) === toJson(now);
}
