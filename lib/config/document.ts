import { parsePlainDocument } from "./plain_document.ts";
import { decodeYamlText, firstDocument } from "./yaml_text.ts";
import type { YamlValue } from "./yaml_value.ts";

/**
 * Reads the first document of a YAML file into the values that etcd's library
 * makes of it.
 * @throws {SyntaxError} where that library refuses the file.
 */
export async function readDocument(source: Uint8Array): Promise<YamlValue> {
  const text = firstDocument(decodeYamlText(source));
  const plain = parsePlainDocument(text);
  if (plain !== undefined) return plain;
  // Loaded only when there is need: see parsePlainDocument().
  const { parseYamlDocument } = await import("./yaml_document.ts");
  return parseYamlDocument(text);
}
