import { resolveYamlScalar } from "./yaml_scalar.ts";
import type { YamlScalar } from "./yaml_scalar.ts";
import type { YamlValue } from "./yaml_value.ts";

type Section = Map<string, YamlValue>;

/** YAML limits the length of keys; these are far below. */
const LINE_REGEXP = /^( {2})?([A-Za-z][A-Za-z0-9-]{0,99}):(?: (\S+))?$/;
/** Only characters that mean nothing to YAML, wherever they stand. */
const QUOTED_REGEXP = /^(?:'([\w./=,:-]*)'|"([\w./=,:-]*)")$/;
/** As a last character a colon would make a key of what is before it. */
const PLAIN_REGEXP = /^[\w./][\w./=,:-]*(?<!:)$/;

/**
 * Reads a document as the sidecar serves it: a key and a scalar a line, and
 * sections that are indented by two spaces. All else, right or wrong, is
 * `undefined` and left to the YAML library, which takes megabytes of memory
 * from the moment it is loaded until the program ends.
 */
export function parsePlainDocument(
  text: string,
): ReadonlyMap<string, YamlValue> | undefined {
  const root: Section = new Map();
  let section: Section | undefined;
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const [, indent, key, source] = LINE_REGEXP.exec(line) ?? [];
    if (key === undefined || resolveYamlScalar(key) !== key) return undefined;
    const parent = indent === undefined ? root : section;
    const isSection = parent === root && source === undefined;
    const value = isSection ? new Map() : parseScalar(source ?? "");
    if (parent === undefined || parent.has(key)) return undefined;
    if (value === undefined) return undefined;
    parent.set(key, value);
    if (parent === root) section = value instanceof Map ? value : undefined;
  }
  return withoutEmptySections(root);
}

function parseScalar(source: string): YamlScalar | undefined {
  const quoted = QUOTED_REGEXP.exec(source);
  if (quoted !== null) return quoted[1] ?? quoted[2];
  if (source !== "" && !PLAIN_REGEXP.test(source)) return undefined;
  const value = resolveYamlScalar(source);
  // Infinity and NaN are for the library to refuse.
  return typeof value === "number" && !Number.isFinite(value)
    ? undefined
    : value;
}

/** A key that nothing follows, neither beside nor below it, is null. */
function withoutEmptySections(root: Section): Section {
  for (const [key, value] of root) {
    if (value instanceof Map && value.size === 0) root.set(key, null);
  }
  return root;
}
