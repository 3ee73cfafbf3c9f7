import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { YAMLMap } from "yaml";
import type { EtcdKeys } from "../etcd_keys.ts";
import { decodeYamlText, firstDocument } from "../yaml_text.ts";

/** Where the keys of a file stand; lines count from 1. */
export interface KeyPlaces {
  /** The lines of each key, a nested one with a dot, by etcd's spelling. */
  readonly lines: ReadonlyMap<string, readonly number[]>;
  /** The line where the first document ends, if anything follows. */
  readonly endLine: number | undefined;
}

/**
 * Finds the lines of keys in a file that was read before without an error.
 * What cannot be found here just has no line.
 */
export function findKeyPlaces(source: Uint8Array, keys: EtcdKeys): KeyPlaces {
  const whole = decodeYamlText(source);
  const text = firstDocument(whole);
  const counter = new LineCounter();
  const document = parseDocument(text, {
    version: "1.1",
    schema: "failsafe",
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
    lineCounter: counter,
  });
  const lines = new Map<string, number[]>();
  if (isMap(document.contents)) {
    collect(document.contents, { prefix: "", keys, counter, lines });
  }
  return { lines, endLine: findEnd(whole, text) };
}

interface Collection {
  readonly prefix: string;
  readonly keys: EtcdKeys;
  readonly counter: LineCounter;
  readonly lines: Map<string, number[]>;
}

function collect(map: YAMLMap, collection: Collection): void {
  const { prefix, keys, counter, lines } = collection;
  for (const { key, value } of map.items) {
    if (!isScalar(key) || !key.range) continue;
    const name = key.source ?? String(key.value);
    const known = keys(name);
    const path = `${prefix}${known?.name ?? name}`;
    const { line } = counter.linePos(key.range[0]);
    lines.set(path, [...lines.get(path) ?? [], line]);
    if (known?.keys !== undefined && isMap(value)) {
      collect(value, {
        ...collection,
        prefix: `${path}.`,
        keys: known.keys,
      });
    }
  }
}

/** Markers and comments alone are no second document. */
function findEnd(whole: string, first: string): number | undefined {
  const rest = whole.slice(first.length);
  const hasContent = rest.split("\n")
    .some((line) => !/^\s*(?:#.*)?$|^(?:---|\.\.\.)\s*(?:#.*)?$/.test(line));
  return hasContent ? first.split("\n").length : undefined;
}
