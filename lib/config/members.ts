import { parseUrlList } from "./url_list.ts";
import type { GoUrl } from "./go_url.ts";
import { isIpAddress, splitHostPort } from "./go_url.ts";

/** The members of an `initial-cluster` value and their peer URLs. */
export type Members = ReadonlyMap<string, readonly string[]>;

/** What the check of the initial cluster looks at. */
export interface MembersCheck {
  /** The name of this member. */
  readonly name: string;
  /** The peer URLs that this member announces. */
  readonly advertisePeerUrls: readonly GoUrl[];
  /** Whether the member joins a cluster that runs already. */
  readonly isExisting: boolean;
}

/**
 * Splits an `initial-cluster` value; a name can occur several times.
 * @throws {SyntaxError} on what is no list of URLs.
 */
export function parseMembers(initialCluster: string): Members {
  const members = new Map<string, string[]>();
  for (const entry of initialCluster.split(",").filter((item) => item !== "")) {
    const equals = entry.indexOf("=");
    const name = equals < 0 ? entry : entry.slice(0, equals);
    const url = equals < 0 ? "" : entry.slice(equals + 1);
    const [parsed] = parseUrlList(url);
    members.set(name, [...members.get(name) ?? [], parsed?.href ?? url]);
  }
  return members;
}

/**
 * Finds what etcd would refuse when it bootstraps a member.
 * @returns the reason, or undefined. Names are not resolved: URLs that differ
 * only by a host name get the benefit of the doubt.
 */
export function findMembersProblem(
  members: Members,
  check: MembersCheck,
): string | undefined {
  const own = members.get(check.name);
  if (own === undefined) {
    return `couldn't find local name "${check.name}" in it`;
  }
  const all = [...members.values()].flat();
  if (new Set(all).size !== all.length) return "has a duplicate url";
  if (check.isExisting || mayBeSame(own, check.advertisePeerUrls)) return;
  const announced = check.advertisePeerUrls.map(({ href }) => href);
  return `has ${own.join(",")} for "${check.name}", but ` +
    `initial-advertise-peer-urls is ${announced.join(",")}`;
}

function mayBeSame(
  own: readonly string[],
  announced: readonly GoUrl[],
): boolean {
  if (own.length !== announced.length) return false;
  const left = own.toSorted();
  const right = announced.map(({ href }) => href).toSorted();
  if (left.every((url, index) => url === right[index])) return true;
  const urls = [...own.flatMap(parseUrlList), ...announced];
  return urls.some(isNamed) && withoutHosts(own.flatMap(parseUrlList)) ===
      withoutHosts(announced);
}

function isNamed({ host }: GoUrl): boolean {
  const [name] = splitHostPort(host);
  return name !== "localhost" && !isIpAddress(name);
}

/** Resolving changes nothing but the host, and the way the port is written. */
function withoutHosts(urls: readonly GoUrl[]): string {
  return urls.map(({ href, host }) => {
    const [, port] = splitHostPort(host);
    return href.replace(host, `:${Number(port)}`);
  }).sort().join(",");
}
