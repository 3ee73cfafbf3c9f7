import type {
  EtcdConfig,
  TransportSecurity,
} from "../../config/etcd_config.ts";
import type { DoctorSubject } from "../doctor_subject.ts";
import { hostOf } from "../host_of.ts";

/** A certificate that the member uses, and what for. */
export interface CertificateRole {
  /** What it is, in words. */
  readonly title: string;
  /** Path of the certificate. */
  readonly certFile: string;
  /** Path of its key. */
  readonly keyFile: string;
  /** Path of the authorities that it is checked by; empty: none known. */
  readonly caFile: string;
  /** The usages that it needs. */
  readonly usages: readonly ("server" | "client")[];
  /** Hosts that it has to be for. */
  readonly hosts: readonly string[];
}

/** All certificates of a member, each with what it is held against. */
export function certificateRoles(
  subject: DoctorSubject,
): readonly CertificateRole[] {
  const { config, flags } = subject;
  if (config === undefined) return [];
  const client = config.clientTransportSecurity;
  const own: CertificateRole = {
    title: "client certificate of this program",
    certFile: flags.clientCertPath,
    keyFile: flags.clientKeyPath,
    caFile: client.trustedCaFile,
    usages: ["client"],
    hosts: [],
  };
  return [
    ...sideRoles("client", client, {
      hosts: clientHosts(config, flags.serverName),
      isDialled: false,
    }),
    ...sideRoles("peer", config.peerTransportSecurity, {
      hosts: peerHosts(config),
      isDialled: true,
    }),
    ...(own.certFile === "" ? [] : [own]),
  ];
}

function sideRoles(
  side: "client" | "peer",
  security: TransportSecurity,
  { hosts, isDialled }: {
    readonly hosts: readonly string[];
    /** Whether etcd shows it as a client as well. */
    readonly isDialled: boolean;
  },
): readonly CertificateRole[] {
  const { certFile, keyFile, clientCertFile, clientKeyFile } = security;
  const hasOther = clientCertFile !== "";
  const roles: CertificateRole[] = [];
  if (certFile !== "") {
    roles.push({
      title: `${side} certificate of etcd`,
      certFile,
      keyFile,
      caFile: security.trustedCaFile,
      usages: isDialled && !hasOther ? ["server", "client"] : ["server"],
      hosts,
    });
  }
  if (hasOther) {
    roles.push({
      title: `${side} certificate that etcd shows as a client`,
      certFile: clientCertFile,
      keyFile: clientKeyFile,
      caFile: security.trustedCaFile,
      usages: ["client"],
      hosts: [],
    });
  }
  return roles;
}

/** This program asks etcd by that name, or as localhost. */
function clientHosts(config: EtcdConfig, serverName: string): string[] {
  const advertised = config.advertiseClientUrls.filter(isHttps).map(hostOf);
  return unique([...advertised, serverName || "localhost"]);
}

function peerHosts(config: EtcdConfig): string[] {
  const listed = config.initialCluster.get(config.name) ?? [];
  return unique(
    [...config.initialAdvertisePeerUrls, ...listed].filter(isHttps).map(hostOf),
  );
}

function isHttps(url: string): boolean {
  return url.startsWith("https:");
}

function unique(hosts: readonly string[]): string[] {
  return [...new Set(hosts)];
}
