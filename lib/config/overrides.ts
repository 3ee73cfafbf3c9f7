import type { EtcdConfig } from "./etcd_config.ts";

/**
 * Writes a configuration file with some keys set anew and all others, also
 * those etcd does not know, as they were. The text is plain ASCII: one key a
 * line, values in JSON, which reads the same in every YAML version.
 */
export function withSettings(
  config: EtcdConfig,
  overrides: Readonly<Record<string, unknown>>,
): Uint8Array {
  return formatSettings(
    Object.entries({ ...config.settings, ...overrides }),
  );
}

/** Writes settings as a configuration file of that kind. */
export function formatSettings(
  settings: Iterable<readonly [string, unknown]>,
): Uint8Array {
  const lines = Array.from(
    settings,
    ([key, value]) => `${quote(key)}: ${toJson(value)}\n`,
  );
  return new TextEncoder().encode(lines.join(""));
}

/** JSON with integers of any size, which `JSON.stringify` refuses. */
export function toJson(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `[${value.map(toJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Array.from(
    value instanceof Map ? value : Object.entries(value),
    ([key, item]) => `${quote(key)}: ${toJson(item)}`,
  );
  return `{${entries.join(", ")}}`;
}

/** YAML breaks lines at characters that JSON leaves as they are. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
