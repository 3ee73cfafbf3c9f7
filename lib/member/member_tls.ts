import type { Settings } from "../cli/settings.ts";
import type { EtcdConfig } from "../config/etcd_config.ts";
import type { TlsPaths } from "../tls/tls_files.ts";

/** The certificates of a member whose client port has TLS. */
export interface MemberTls {
  /** What this program's own server shows: the member's certificate. */
  readonly server: Pick<TlsPaths, "certFile" | "keyFile">;
  /** What this program shows to the member, and what it trusts. */
  readonly client: TlsPaths;
}

/**
 * Decides by etcd's own rule whether its client port has TLS (certificate and
 * key are set), and with which files; `undefined` means plain text.
 *
 * @throws {Error} When etcd asks for a client certificate and none is given.
 */
export function memberTls(
  { clientTransportSecurity }: EtcdConfig,
  { etcd }: Settings,
): MemberTls | undefined {
  const { certFile, keyFile, clientCertAuth, trustedCaFile } =
    clientTransportSecurity;
  if (certFile === "" || keyFile === "") return undefined;
  if (clientCertAuth && etcd.clientCertPath === "") {
    throw new Error(
      "etcd-client-cert-path must be given: etcd asks its clients for a " +
        "certificate",
    );
  }
  return {
    server: { certFile, keyFile },
    client: {
      certFile: etcd.clientCertPath,
      keyFile: etcd.clientKeyPath,
      // Without a CA, what comes with the member's own certificate has to do.
      caFile: trustedCaFile || certFile,
    },
  };
}
