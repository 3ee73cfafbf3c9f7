import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  Scalar,
  visit,
} from "yaml";
import type { Alias, Document, ParsedNode, YAMLMap } from "yaml";
import { resolveYamlScalar } from "./yaml_scalar.ts";
import type { YamlScalar } from "./yaml_scalar.ts";
import type { YamlValue } from "./yaml_value.ts";

/** How {@linkcode parseYamlDocument} reads. */
export interface ParseYamlOptions {
  /** Rewrites the text of each scalar that is no key; lines count from 1. */
  readonly expand?: (text: string, line: number) => string;
}

const TAG_PREFIX = "tag:yaml.org,2002:";

/**
 * Reads a YAML document into the values that etcd's library (YAML 1.1, then
 * JSON) makes of it.
 * @throws {SyntaxError} where that library refuses the document.
 */
export function parseYamlDocument(
  text: string,
  options: ParseYamlOptions = {},
): YamlValue {
  const document = parseDocument(text, {
    version: "1.1",
    // The library's own schemas differ from etcd's; every scalar stays text.
    schema: "failsafe",
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  const root = document.contents;
  for (const { code, message, pos: [position] } of document.errors) {
    const isPastRoot = isFlowStyle(root) && position >= root.range[1];
    if (isPastRoot && code === "UNEXPECTED_TOKEN") continue;
    throw new SyntaxError(`${message} (line ${lineOf(text, position)})`);
  }
  checkTabs(text, root);
  const { expand = (source) => source } = options;
  const value = new NodeReader(
    document,
    (node) => expand(node.source ?? "", lineOf(text, node.range?.[0] ?? 0)),
  ).read(document.contents);
  checkFinite(value);
  return value;
}

/** etcd stops reading at the end of such a root node; the rest may be wrong. */
function isFlowStyle(root: ParsedNode | null): root is ParsedNode {
  return isCollection(root) ? root.flow === true : isScalar(root);
}

/**
 * Refuses a tab that starts a line, where the YAML library is more lenient
 * than etcd's; inside flow collections, quotes and blocks of text it may stand.
 */
function checkTabs(text: string, root: ParsedNode | null): void {
  const tabs = [...text.matchAll(/^ *\t/gm)].map(({ index }) => index);
  if (tabs.length === 0) return;
  const spans: (readonly [number, number])[] = [];
  visit(root, (_key, node) => {
    if (!isNode(node) || !node.range) return;
    if (isCollection(node) ? node.flow : isScalar(node)) {
      spans.push([node.range[0], node.range[1]]);
    }
  });
  const end = isFlowStyle(root) ? root.range[2] : text.length;
  const bad = tabs.find((tab) =>
    tab <= end && !spans.some(([from, to]) => from < tab && tab < to)
  );
  if (bad === undefined) return;
  const line = lineOf(text, bad);
  throw new SyntaxError(`a tab cannot indent a line (line ${line})`);
}

function lineOf(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}

/** Turns nodes into values and counts how much of that is aliases. */
class NodeReader {
  readonly #document: Document.Parsed;
  readonly #textOf: (node: Scalar) => string;
  readonly #openAliases = new Set<unknown>();
  #nodes = 0;
  #aliasNodes = 0;

  constructor(document: Document.Parsed, textOf: (node: Scalar) => string) {
    this.#document = document;
    this.#textOf = textOf;
  }

  read(node: unknown, textOf = this.#textOf): YamlValue {
    this.#count();
    if (node === null || node === undefined) return null;
    if (isAlias(node)) return this.#readAlias(node);
    if (isScalar(node)) return readScalar(node, textOf(node));
    if (isSeq(node)) return node.items.map((item) => this.read(item));
    if (isMap(node)) return this.#readMap(node as YAMLMap);
    throw new SyntaxError("unexpected node");
  }

  /** Refuses what grows out of all proportion to the file by its aliases. */
  #count(): void {
    this.#nodes++;
    if (this.#openAliases.size > 0) this.#aliasNodes++;
    if (this.#nodes > 1000 && this.#aliasNodes > 0.99 * this.#nodes) {
      throw new SyntaxError("document contains excessive aliasing");
    }
  }

  #readAlias(alias: Alias): YamlValue {
    const target = alias.resolve(this.#document);
    if (target === undefined) {
      throw new SyntaxError(`unknown anchor '${alias.source}' referenced`);
    }
    if (this.#openAliases.has(target)) {
      throw new SyntaxError(`anchor '${alias.source}' value contains itself`);
    }
    this.#openAliases.add(target);
    const value = this.read(target);
    this.#openAliases.delete(target);
    return value;
  }

  #readMap(node: YAMLMap): ReadonlyMap<string, YamlValue> {
    const result = new Map<string, YamlValue>();
    for (const { key, value } of node.items) {
      if (isMergeKey(key)) {
        this.#merge(value, result);
      } else {
        const name = this.read(key, ({ source = "" }) => source);
        result.set(keyText(name), this.read(value));
      }
    }
    return result;
  }

  /** Later entries win over merged ones and merged ones over earlier. */
  #merge(node: unknown, into: Map<string, YamlValue>): void {
    const value = this.read(node);
    const sources = Array.isArray(value) ? value.toReversed() : [value];
    for (const source of sources) {
      if (!(source instanceof Map)) {
        throw new SyntaxError(
          "map merge requires map or sequence of maps as the value",
        );
      }
      for (const [key, item] of source) into.set(key, item);
    }
  }
}

function isMergeKey(key: unknown): boolean {
  if (!isScalar(key) || key.source !== "<<") return false;
  return key.tag === undefined
    ? key.type === Scalar.PLAIN
    : key.tag === `${TAG_PREFIX}merge`;
}

function readScalar(node: Scalar, text: string): YamlScalar {
  const { tag } = node;
  if (tag === undefined) {
    return node.type === Scalar.PLAIN ? resolveYamlScalar(text) : text;
  }
  if (tag === "!" || !tag.startsWith(TAG_PREFIX)) return text;
  return readTagged(tag.slice(TAG_PREFIX.length), text);
}

function readTagged(type: string, text: string): YamlScalar {
  if (type === "binary") return readBinary(text);
  const isType = SCALAR_TYPES[type];
  if (isType === undefined) return text;
  const value = resolveYamlScalar(text);
  if (!isType(value)) {
    throw new SyntaxError(`cannot decode '${text}' as a !!${type}`);
  }
  return value;
}

const SCALAR_TYPES: Readonly<Record<string, (value: YamlScalar) => boolean>> = {
  bool: (value) => typeof value === "boolean",
  float: (value) => typeof value === "number",
  int: (value) => typeof value === "bigint" || Number.isInteger(value),
  null: (value) => value === null,
  timestamp: (value) => typeof value === "string",
};

function readBinary(text: string): string {
  try {
    return new TextDecoder().decode(
      Uint8Array.from(atob(text), (char) => char.charCodeAt(0)),
    );
  } catch (cause) {
    throw new SyntaxError("!!binary value contains invalid base64 data", {
      cause,
    });
  }
}

/**
 * JSON, the form etcd reads in the end, has no infinities. One that a later
 * key of the same name replaces does no harm.
 */
function checkFinite(value: YamlValue): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new SyntaxError(`unsupported value: ${value}`);
  }
  if (value instanceof Map) value.forEach(checkFinite);
  if (Array.isArray(value)) value.forEach(checkFinite);
}

function keyText(key: YamlValue): string {
  if (typeof key === "string") return key;
  if (typeof key === "number" || typeof key === "boolean") return String(key);
  throw new SyntaxError("unsupported map key");
}
