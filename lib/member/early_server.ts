import type { Settings } from "../cli/settings.ts";
import type { Logger } from "../log/logger.ts";
import {
  type Shown,
  startWrapperServer,
  type WrapperServer,
} from "./wrapper_server.ts";

/** What {@linkcode startEarlyServer} needs. */
export interface EarlyServerOptions extends Shown {
  /** The checked flags. */
  readonly settings: Settings;
  /** Gets what happens. */
  readonly logger: Logger;
}

/**
 * Starts the server while etcd's configuration, and with it the member's own
 * certificate, is not known yet. Where the flags name a client certificate the
 * client port has TLS, and that certificate is shown until then: a kubelet
 * asks by HTTPS and does not look at it.
 *
 * @throws {Error} When the port cannot be had or the certificate not be used.
 */
export function startEarlyServer(
  options: EarlyServerOptions,
): Promise<WrapperServer> {
  const { clientCertPath, clientKeyPath } = options.settings.etcd;
  const hasCertificate = clientCertPath !== "" && clientKeyPath !== "";
  return startWrapperServer({
    ...options,
    tls: hasCertificate
      ? { server: { certFile: clientCertPath, keyFile: clientKeyPath } }
      : undefined,
  });
}
