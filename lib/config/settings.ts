import type { ConfigProblem } from "./config_error.ts";
import type { EtcdKey, EtcdKeys, EtcdKeyType } from "./etcd_keys.ts";
import type { YamlValue } from "./yaml_value.ts";

/** The values of a file by key, and which of the keys etcd does not look at. */
export interface Settings {
  /** Known keys by their proper names, and unknown ones as they are. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The keys that etcd ignores. */
  readonly unknownKeys: readonly string[];
}

/**
 * Reads the top level of a file the way Go's JSON decoder fills a structure:
 * without regard to case, the last of equal keys wins, null changes nothing,
 * and no type is converted. What it would refuse goes to `problems`.
 */
export function readSettings(
  document: YamlValue,
  keys: EtcdKeys,
  problems: ConfigProblem[],
): Settings {
  if (document === null) return { values: {}, unknownKeys: [] };
  if (!(document instanceof Map)) {
    problems.push({ key: "", reason: "not a mapping of keys to values" });
    return { values: {}, unknownKeys: [] };
  }
  const unknownKeys: string[] = [];
  const values = readMapping(document, keys, {
    path: "",
    problems,
    unknownKeys,
  });
  return { values, unknownKeys };
}

interface Place {
  readonly path: string;
  readonly problems: ConfigProblem[];
  readonly unknownKeys: string[];
}

function readMapping(
  mapping: ReadonlyMap<string, YamlValue>,
  keys: EtcdKeys,
  place: Place,
): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null);
  // On its way through JSON the mapping gets sorted.
  for (const name of [...mapping.keys()].sort()) {
    const value = mapping.get(name) ?? null;
    const key = keys(name);
    const path = `${place.path}${key?.name ?? name}`;
    if (key === undefined) {
      values[name] = toPlain(value);
      place.unknownKeys.push(path);
      continue;
    }
    if (!isOfType(value, key.type)) {
      place.problems.push({ key: path, reason: mismatch(value, key) });
      continue;
    }
    const read = readKey(value, key, { ...place, path: `${path}.` });
    const earlier = values[key.name];
    if (read === null && key.type !== "strings") {
      values[key.name] = earlier ?? null;
    } else {
      values[key.name] = isRecord(read) && isRecord(earlier)
        ? { ...earlier, ...read }
        : read;
    }
  }
  return values;
}

function readKey(value: YamlValue, key: EtcdKey, place: Place): unknown {
  if (key.keys !== undefined && value instanceof Map) {
    return readMapping(value, key.keys, place);
  }
  if (Array.isArray(value) && key.type === "strings") {
    return value.map((item) => item ?? "");
  }
  return typeof value === "number" || typeof value === "bigint"
    ? toInteger(value)
    : toPlain(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toPlain(value: YamlValue): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (!(value instanceof Map)) return value;
  const plain: Record<string, unknown> = Object.create(null);
  for (const [name, item] of value) plain[name] = toPlain(item);
  return plain;
}

const RANGES: Readonly<
  Partial<Record<EtcdKeyType, readonly [bigint, bigint]>>
> = {
  int: [-(2n ** 63n), 2n ** 63n - 1n],
  duration: [-(2n ** 63n), 2n ** 63n - 1n],
  uint: [0n, 2n ** 64n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
};

function isOfType(value: YamlValue, type: EtcdKeyType): boolean {
  if (value === null) return true;
  const range = RANGES[type];
  if (range !== undefined) return isInRange(value, range);
  switch (type) {
    case "string":
      return typeof value === "string";
    case "bool":
      return typeof value === "boolean";
    case "strings":
      return Array.isArray(value) &&
        value.every((item) => item === null || typeof item === "string");
    case "list":
      return Array.isArray(value);
    case "object":
      return value instanceof Map;
    default:
      return false;
  }
}

function isInRange(
  value: YamlValue,
  range: readonly [bigint, bigint],
): boolean {
  // A negative zero keeps its sign in JSON, which an unsigned type refuses.
  if (Object.is(value, -0)) return range[0] < 0n;
  const integer = toInteger(value);
  if (integer === undefined) return false;
  return BigInt(integer) >= range[0] && BigInt(integer) <= range[1];
}

/** A float counts as an integer where JSON writes it without an exponent. */
function toInteger(value: YamlValue): number | bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value !== "number" || !Number.isInteger(value)) return undefined;
  if (Number.isSafeInteger(value)) return value + 0;
  return Math.abs(value) < 1e21 ? BigInt(String(value)) : undefined;
}

const TYPE_NAMES: Readonly<Record<EtcdKeyType, string>> = {
  string: "a string",
  strings: "a list of strings",
  bool: "true or false",
  int: "a 64-bit integer",
  uint: "an unsigned 64-bit integer",
  uint32: "an unsigned 32-bit integer",
  duration: "a number of nanoseconds",
  object: "a mapping",
  list: "a list",
  nothing: "absent",
};

function mismatch(value: YamlValue, { type }: EtcdKey): string {
  const found = value instanceof Map
    ? "a mapping"
    : Array.isArray(value)
    ? "a list"
    : typeof value === "string"
    ? JSON.stringify(value)
    : String(value);
  return `must be ${TYPE_NAMES[type]}, but is ${found}`;
}
