import type { Settings } from "../cli/settings.ts";
import type { EtcdConfig } from "../config/etcd_config.ts";
import type { CertificateFile } from "../tls/ca_baseline.ts";

/** etcd reads key pairs again for each connection, and CAs at its start. */
const READ_ONCE: ReadonlySet<string> = new Set([
  "CA of etcd's clients",
  "CA of etcd's peers",
]);

/** Every certificate file that etcd and this program use, each once. */
export function certificateFiles(
  { clientTransportSecurity: client, peerTransportSecurity: peer }: EtcdConfig,
  { etcd, sidecar }: Settings,
): CertificateFile[] {
  const uses: readonly (readonly [path: string, usage: string])[] = [
    [client.certFile, "etcd server"],
    [client.clientCertFile, "etcd server, as its own client"],
    [client.trustedCaFile, "CA of etcd's clients"],
    [etcd.clientCertPath, "client of etcd"],
    [peer.certFile, "etcd peer"],
    [peer.clientCertFile, "etcd peer, as a client"],
    [peer.trustedCaFile, "CA of etcd's peers"],
    [sidecar.tlsEnabled ? sidecar.caBundlePath : "", "CA of the sidecar"],
  ];
  const usagesByPath = new Map<string, string[]>();
  for (const [path, usage] of uses) {
    if (path === "") continue;
    usagesByPath.set(path, [...usagesByPath.get(path) ?? [], usage]);
  }
  return [...usagesByPath].map(([path, usages]) => ({
    path,
    usages,
    isReadOnce: usages.some((usage) => READ_ONCE.has(usage)),
  }));
}
