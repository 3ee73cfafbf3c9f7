import type { Settings } from "../cli/settings.ts";
import type { EtcdConfig } from "../config/etcd_config.ts";
import type { TlsPaths } from "../tls/tls_files.ts";
import { checkClientCertificate } from "./client_certificate.ts";

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
 * @throws {Error} When etcd asks for a client certificate and none is given,
 *   or what is given cannot be read.
 */
export async function memberTls(
  { clientTransportSecurity }: EtcdConfig,
  settings: Settings,
): Promise<MemberTls | undefined> {
  const { certFile, keyFile, clientCertAuth, trustedCaFile } =
    clientTransportSecurity;
  if (certFile === "" || keyFile === "") return undefined;
  // With a CA for clients etcd asks for a certificate, whatever else is set.
  const isAsked = clientCertAuth || trustedCaFile !== "";
  await checkClientCertificate(settings, isAsked);
  return {
    server: { certFile, keyFile },
    client: {
      certFile: settings.etcd.clientCertPath,
      keyFile: settings.etcd.clientKeyPath,
      // Without a CA, what comes with the member's own certificate has to do.
      caFile: trustedCaFile || certFile,
    },
  };
}
