import type { EtcdConfig } from "../../config/etcd_config.ts";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";
import { hostOf } from "../host_of.ts";
import { isOwnAddress } from "../is_own_address.ts";

/** Resolves every host that members advertise. */
export const CHECK_NAMES: DoctorCheck = {
  name: "names",
  timeoutMs: 10_000,
  async run(call: CheckCall) {
    const { config } = call.subject;
    if (config === undefined) {
      return { summary: "not looked at", isSkipped: true };
    }
    const hosts = membersByHost(config);
    const resolved: Record<string, readonly string[]> = {};
    await Promise.all([...hosts].map(async ([host, members]) => {
      try {
        resolved[host] = await resolve(host, call.signal);
      } catch (error) {
        call.signal.throwIfAborted();
        const reason = `the name of ${list(members)} cannot be resolved: ` +
          (error as Error).message;
        call.report("NAME_UNRESOLVED", { subject: host, reason });
      }
    }));
    reportShared(resolved, { hosts, call });
    reportForeign(resolved, { hosts, config, call });
    return {
      summary: `${Object.keys(resolved).length} of ${hosts.size} names resolve`,
      facts: { addresses: resolved },
    };
  },
};

type Hosts = ReadonlyMap<string, ReadonlySet<string>>;

/** Which members are meant to be reached by a host. */
function membersByHost(config: EtcdConfig): Hosts {
  const hosts = new Map<string, Set<string>>();
  const note = (url: string, member: string) => {
    if (!/^https?:/.test(url)) return;
    const host = hostOf(url);
    hosts.set(host, (hosts.get(host) ?? new Set()).add(member));
  };
  for (const [member, urls] of config.initialCluster) {
    for (const url of urls) note(url, member);
  }
  const { initialAdvertisePeerUrls, advertiseClientUrls, name } = config;
  for (const url of [...initialAdvertisePeerUrls, ...advertiseClientUrls]) {
    note(url, name);
  }
  return hosts;
}

async function resolve(
  host: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { default: process } = await import("node:process");
  // Deno 2.6 warns of a module that the next one loads, not of anything here.
  Object.assign(process, { noDeprecation: true });
  // As etcd does: by the system, its hosts file included.
  const { lookup } = await import("node:dns/promises");
  const found = await lookup(host, { all: true });
  signal.throwIfAborted();
  return [...new Set(found.map(({ address }) => address))].sort();
}

/** Members beside each other on one machine differ by their ports. */
function reportShared(
  resolved: Readonly<Record<string, readonly string[]>>,
  { hosts, call }: { readonly hosts: Hosts; readonly call: CheckCall },
): void {
  const owners = new Map<string, string>();
  for (const [host, addresses] of Object.entries(resolved)) {
    for (const address of addresses) {
      const other = owners.get(address);
      owners.set(address, host);
      if (other === undefined || haveCommon(hosts, host, other)) continue;
      if (host === address || other === address) continue;
      const reason = `leads to ${address}, and so does ${other}: ` +
        `${list(hosts.get(host))} and ${list(hosts.get(other))} cannot be ` +
        "told apart";
      call.report("NAME_SHARED", { subject: host, reason });
    }
  }
}

function haveCommon(hosts: Hosts, left: string, right: string): boolean {
  const [a, b] = [hosts.get(left), hosts.get(right)];
  return [...a ?? []].some((member) => b?.has(member));
}

function reportForeign(
  resolved: Readonly<Record<string, readonly string[]>>,
  { hosts, config, call }: {
    readonly hosts: Hosts;
    readonly config: EtcdConfig;
    readonly call: CheckCall;
  },
): void {
  for (const [host, addresses] of Object.entries(resolved)) {
    if (!hosts.get(host)?.has(config.name)) continue;
    if (addresses.some(isOwnAddress)) continue;
    const reason = `this member advertises it, and it leads to ` +
      `${addresses.join(", ")}, which is no address of this machine`;
    call.report("NAME_NOT_OWN", { subject: host, reason });
  }
}

function list(members: Iterable<string> | undefined): string {
  return [...members ?? []].map((name) => `"${name}"`).join(", ");
}
