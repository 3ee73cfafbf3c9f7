import { ConfigError, type ConfigProblem } from "../config_error.ts";
import { parseMembers } from "../members.ts";
import type { YamlValue } from "../yaml_value.ts";

/** A configuration as plain values, by etcd's keys. */
export type Document = ReadonlyMap<string, YamlValue>;

/** What a member may be called, in the order in which it counts. */
export interface MemberNames {
  /** The flag; empty: not given. */
  readonly memberName: string;
  /** `POD_NAME`; empty: not set. */
  readonly podName: string;
  /** The name of the host. */
  readonly hostName: string;
}

/** One member's part of a configuration. */
export interface ResolvedMember {
  /** etcd's own settings: names and lists resolved, the rest as it was. */
  readonly settings: Document;
  /** The client URLs of all members that the file lists. */
  readonly clientUrls: ReadonlyMap<string, readonly string[]>;
}

const PREFIX_KEY = "member-name-prefix";
const CLIENT_URLS_KEY = "advertise-client-urls";
const URL_KEYS = ["initial-advertise-peer-urls", CLIENT_URLS_KEY] as const;

/**
 * Resolves a configuration for one member. A file for all members lists the
 * advertised URLs by member, as etcd-druid's does; a file for one is taken as
 * it is, and just a missing name is found out.
 *
 * @throws {ConfigError} With everything that cannot be resolved.
 */
export function resolveMember(
  document: Document,
  names: MemberNames,
): ResolvedMember {
  const problems: ConfigProblem[] = [];
  const settings = isForAllMembers(document)
    ? resolveForAll(document, names, problems)
    : resolveForOne(document, names, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return { settings, clientUrls: listClientUrls(document) };
}

function isForAllMembers(document: Document): boolean {
  return document.has(PREFIX_KEY) ||
    URL_KEYS.some((key) => document.get(key) instanceof Map);
}

/** The rules of the sidecar, which replaces any name. */
function resolveForAll(
  document: Document,
  names: MemberNames,
  problems: ConfigProblem[],
): Document {
  const settings = new Map(document);
  const prefix = document.get(PREFIX_KEY) ?? "";
  settings.delete(PREFIX_KEY);
  if (typeof prefix !== "string") {
    problems.push({ key: PREFIX_KEY, reason: "must be a string" });
    return settings;
  }
  const own = names.podName || names.hostName;
  const name = names.memberName || (prefix === "" ? own : `${prefix}-${own}`);
  settings.set("name", name);
  for (const key of URL_KEYS) {
    const value = document.get(key);
    if (!(value instanceof Map)) continue;
    const urls = urlsOf(value, name);
    if (typeof urls === "string") problems.push({ key, reason: urls });
    else settings.set(key, urls.join(","));
  }
  return settings;
}

/** The URLs of one member, or the reason why there are none. */
function urlsOf(
  entries: ReadonlyMap<string, YamlValue>,
  name: string,
): readonly string[] | string {
  const value = entries.get(name);
  if (value === undefined) {
    const known = [...entries.keys()].join(", ") || "none";
    return `has no entry for the member "${name}"; it has: ${known}`;
  }
  const urls = stringsOf(value);
  return urls !== undefined && urls.length > 0
    ? urls
    : `must have a list of URLs for the member "${name}"`;
}

function stringsOf(value: YamlValue): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((item) => typeof item === "string") ? value : undefined;
}

function resolveForOne(
  document: Document,
  names: MemberNames,
  problems: ConfigProblem[],
): Document {
  const { memberName } = names;
  const name = document.get("name") ?? "";
  if (name !== "") {
    if (memberName !== "" && memberName !== name) {
      problems.push({
        key: "name",
        reason: `is "${name}", but --member-name is "${memberName}": give ` +
          "one of them, or the same in both",
      });
    }
    return document;
  }
  const found = memberName || findListed(document, names);
  if (found === undefined) return document;
  return new Map(document).set("name", found);
}

/** A name that is only guessed must be one of the cluster's. */
function findListed(
  document: Document,
  { podName, hostName }: MemberNames,
): string | undefined {
  const cluster = document.get("initial-cluster");
  if (typeof cluster !== "string") return undefined;
  try {
    const members = parseMembers(cluster);
    return [podName, hostName].find((name) => members.has(name));
  } catch (error) {
    // What is wrong with it, the checks of the whole say.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function listClientUrls(
  document: Document,
): ReadonlyMap<string, readonly string[]> {
  const value = document.get(CLIENT_URLS_KEY);
  if (!(value instanceof Map)) return new Map();
  return new Map(
    [...value].map(([name, urls]) => [name, stringsOf(urls) ?? []]),
  );
}
