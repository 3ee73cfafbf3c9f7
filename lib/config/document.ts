import { parsePlainDocument } from "./plain_document.ts";
import { decodeYamlText, firstDocument } from "./yaml_text.ts";
import type { YamlValue } from "./yaml_value.ts";

/** How {@linkcode readDocument} reads. */
export interface ReadDocumentOptions {
  /** Rewrites the text of each scalar that is no key; lines count from 1. */
  readonly expand?: (text: string, line: number) => string;
}

/**
 * Reads the first document of a YAML file into the values that etcd's library
 * makes of it.
 * @throws {SyntaxError} where that library refuses the file.
 */
export async function readDocument(
  source: Uint8Array,
  options: ReadDocumentOptions = {},
): Promise<YamlValue> {
  const text = firstDocument(decodeYamlText(source));
  const plain = parsePlainDocument(text);
  // A document that is that plain has nothing to expand.
  if (plain !== undefined) return plain;
  // Loaded only when there is need: see parsePlainDocument().
  const { parseYamlDocument } = await import("./yaml_document.ts");
  return parseYamlDocument(text, options);
}
