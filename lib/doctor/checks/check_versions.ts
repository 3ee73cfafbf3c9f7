import denoConfig from "../../../deno.json" with { type: "json" };
import { formatEtcdVersion } from "../../config/etcd_version.ts";
import { fetchJson } from "../../membership/fetch_json.ts";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";
import { hostOf } from "../host_of.ts";
import { createPeerHttpClient, otherPeers, type Peer } from "../peers.ts";

/** Compares the versions of etcd and of this program on all members. */
export const CHECK_VERSIONS: DoctorCheck = {
  name: "versions",
  timeoutMs: 10_000,
  async run(call: CheckCall) {
    const { config, etcdVersion, isVersionAssumed } = call.subject;
    const own = isVersionAssumed ? "unknown" : formatEtcdVersion(etcdVersion);
    const wrapper = denoConfig.version;
    const etcds: Record<string, string> = {};
    const wrappers: Record<string, string> = {};
    const peers = config === undefined ? [] : otherPeers(config);
    if (peers.length > 0) {
      using http = await createPeerHttpClient(call.subject);
      await Promise.all(peers.map(async (peer) => {
        const etcd = await etcdVersionOf(peer, http, call.signal);
        if (etcd !== undefined) etcds[peer.name] = etcd;
        const other = await wrapperVersionOf(peer, call);
        if (other !== undefined) wrappers[peer.name] = other;
      }));
    }
    if (!isVersionAssumed) compareEtcd(own, etcds, call);
    compareWrappers(wrapper, wrappers, call);
    const others = Object.entries(etcds)
      .map(([name, version]) => `, ${name} ${version}`).join("");
    return {
      summary: `etcd ${own}${others}; etcd-wrapper ${wrapper}`,
      // Then there is nothing that the others could be compared with.
      isSkipped: isVersionAssumed && Object.keys(wrappers).length === 0,
      facts: { etcd: own, wrapper, etcds, wrappers },
    };
  },
};

const ASK_TIMEOUT_MS = 3000;

async function etcdVersionOf(
  { url }: Peer,
  client: Deno.HttpClient,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const options = { client, signal, timeoutMs: ASK_TIMEOUT_MS };
    const { value } = await fetchJson(`${url}/version`, options);
    const { etcdserver } = value as Record<string, unknown>;
    return typeof etcdserver === "string" ? etcdserver : undefined;
  } catch {
    // That it is silent, the check of the peers says.
    signal.throwIfAborted();
    return undefined;
  }
}

async function wrapperVersionOf(
  peer: Peer,
  { subject, signal }: CheckCall,
): Promise<string | undefined> {
  const { certFile, trustedCaFile } = subject.config
    ?.clientTransportSecurity ?? { certFile: "", trustedCaFile: "" };
  const scheme = certFile === "" ? "http" : "https";
  const host = hostOf(peer.url);
  const place = host.includes(":") ? `[${host}]` : host;
  const url = `${scheme}://${place}:${subject.flags.wrapperPort}/status`;
  try {
    const caCerts = trustedCaFile === ""
      ? []
      : [await Deno.readTextFile(trustedCaFile)];
    using client = Deno.createHttpClient({ caCerts });
    const options = { client, signal, timeoutMs: ASK_TIMEOUT_MS };
    const { value } = await fetchJson(url, options);
    const { versions } = value as { readonly versions?: unknown };
    const { wrapper } = (versions ?? {}) as Record<string, unknown>;
    return typeof wrapper === "string" ? wrapper : undefined;
  } catch {
    // It may be the original, whose port has no such path.
    signal.throwIfAborted();
    return undefined;
  }
}

function compareEtcd(
  own: string,
  others: Readonly<Record<string, string>>,
  { report }: CheckCall,
): void {
  for (const [name, version] of Object.entries(others)) {
    if (version === own) continue;
    const reason = `"${name}" runs etcd ${version}, and this member ${own}`;
    const isFar = Math.abs(minorOf(version) - minorOf(own)) > 1;
    report(isFar ? "VERSION_TOO_FAR" : "VERSION_SKEW", {
      subject: name,
      reason,
    });
  }
}

function compareWrappers(
  own: string,
  others: Readonly<Record<string, string>>,
  { report }: CheckCall,
): void {
  for (const [name, version] of Object.entries(others)) {
    if (version === own) continue;
    const reason = `"${name}" has etcd-wrapper ${version}, and this is ${own}`;
    report("VERSION_SKEW", { subject: name, reason });
  }
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
