import type { EtcdConfig } from "../config/etcd_config.ts";
import type { DoctorSubject } from "./doctor_subject.ts";

/** Another member, as the configuration has it. */
export interface Peer {
  /** Its name. */
  readonly name: string;
  /** Its first peer URL. */
  readonly url: string;
}

/** The other members that the configuration names. */
export function otherPeers(config: EtcdConfig): readonly Peer[] {
  return [...config.initialCluster]
    .filter(([name]) => name !== config.name)
    .flatMap(([name, [url]]) => url === undefined ? [] : [{ name, url }]);
}

/**
 * An HTTP client that shows what this member shows to others and trusts whom
 * it trusts; to be closed.
 *
 * @throws {Error} When its certificates cannot be used.
 */
export async function createPeerHttpClient(
  { config }: Pick<DoctorSubject, "config">,
): Promise<Deno.HttpClient> {
  const security = config?.peerTransportSecurity;
  if (security === undefined || security.certFile === "") {
    return Deno.createHttpClient({});
  }
  const [cert, key, ca] = await Promise.all([
    Deno.readTextFile(security.clientCertFile || security.certFile),
    Deno.readTextFile(security.clientKeyFile || security.keyFile),
    security.trustedCaFile === ""
      ? undefined
      : Deno.readTextFile(security.trustedCaFile),
  ]);
  return Deno.createHttpClient({
    cert,
    key,
    caCerts: ca === undefined ? [] : [ca],
  });
}
