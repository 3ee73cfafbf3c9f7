import { parseMembers } from "../members.ts";
import type { YamlValue } from "../yaml_value.ts";

/**
 * The members that a file is for: those with an entry in a file for all of
 * them, or of `initial-cluster` where the file does not name its member.
 * A file for one member, or an odd one, gives none.
 */
export function memberNames(document: YamlValue): readonly string[] {
  if (!(document instanceof Map)) return [];
  const listed = ["initial-advertise-peer-urls", "advertise-client-urls"]
    .map((key) => document.get(key))
    .flatMap((value) => value instanceof Map ? [...value.keys()] : []);
  if (listed.length > 0) return [...new Set(listed.map(String))];
  const cluster = document.get("initial-cluster");
  if (document.has("name") || typeof cluster !== "string") return [];
  try {
    return [...parseMembers(cluster).keys()];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
