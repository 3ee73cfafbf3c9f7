import { ConfigError, type ConfigProblem } from "../config_error.ts";
import { readDocument } from "../document.ts";
import { formatSettings } from "../overrides.ts";
import type { YamlValue } from "../yaml_value.ts";
import { expandReferences } from "./expand_references.ts";
import {
  type Document,
  type MemberNames,
  resolveMember,
} from "./resolve_member.ts";

/** How {@linkcode resolveOwnConfig} reads a file. */
export interface OwnConfigOptions extends MemberNames {
  /**
   * Gives the value of a variable, `undefined` when it is not set; without
   * it, references to variables stay as they are.
   */
  readonly lookUp: ((name: string) => string | undefined) | undefined;
}

/** A configuration of this program's own file, for one member. */
export interface OwnConfig {
  /** What etcd gets: the file itself when nothing in it had to change. */
  readonly source: Uint8Array;
  /** The same as values, to be compared with those of a changed file. */
  readonly settings: Document;
  /** The client URLs of all members that the file lists. */
  readonly clientUrls: ReadonlyMap<string, readonly string[]>;
}

/**
 * Resolves the content of a configuration file for one member.
 *
 * @throws {ConfigError} With everything that cannot be resolved. What etcd
 *   makes of the result is not looked at.
 */
export async function resolveOwnConfig(
  file: Uint8Array,
  options: OwnConfigOptions,
): Promise<OwnConfig> {
  const document = await readExpanded(file, options);
  if (!(document.value instanceof Map)) {
    // An empty or odd file is for etcd's own rules to judge.
    return { source: file, settings: new Map(), clientUrls: new Map() };
  }
  const { settings, clientUrls } = resolveMember(document.value, options);
  const isAsItWas = settings === document.value && !document.isExpanded;
  const source = isAsItWas ? file : formatSettings(settings);
  return { source, settings, clientUrls };
}

interface Expanded {
  readonly value: YamlValue;
  readonly isExpanded: boolean;
}

async function readExpanded(
  file: Uint8Array,
  { lookUp }: OwnConfigOptions,
): Promise<Expanded> {
  if (lookUp === undefined) {
    return { value: await read(file), isExpanded: false };
  }
  const problems: ConfigProblem[] = [];
  let isExpanded = false;
  const value = await read(file, (text, line) => {
    const expanded = expandReferences(text, {
      lookUp,
      onProblem: (reason) =>
        problems.push({ key: "", reason: `line ${line}: ${reason}` }),
    });
    if (expanded !== text) isExpanded = true;
    return expanded;
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return { value, isExpanded };
}

async function read(
  file: Uint8Array,
  expand?: (text: string, line: number) => string,
): Promise<YamlValue> {
  try {
    return await readDocument(file, expand === undefined ? {} : { expand });
  } catch (cause) {
    // A RangeError is what is left of the stack after absurdly deep nesting.
    if (!(cause instanceof SyntaxError || cause instanceof RangeError)) {
      throw cause;
    }
    const reason = `not valid YAML: ${cause.message}`;
    throw new ConfigError([{ key: "", reason }], { cause });
  }
}
