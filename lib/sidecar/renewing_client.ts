import type { Logger } from "../log/logger.ts";
import { fingerprint } from "../tls/tls_files.ts";
import { readCaBundle } from "./ca_bundle.ts";
import { createSidecarClient, type SidecarClient } from "./sidecar_client.ts";

/** What {@linkcode createRenewingClient} needs. */
export interface RenewingClientOptions {
  /** Where the sidecar answers. */
  readonly url: URL;
  /** CA bundle for HTTPS; undefined: none is needed. */
  readonly caBundlePath: string | undefined;
  /** Gets what happens to the bundle. */
  readonly logger: Logger;
}

/**
 * Creates a client for the sidecar that reads its CA bundle again when the
 * file changes: an initialization may be tried for hours. While the new one
 * cannot be used, the old one stays in use.
 *
 * @throws {CaBundleError} When the bundle cannot be used at the start.
 */
export async function createRenewingClient(
  options: RenewingClientOptions,
): Promise<SidecarClient> {
  const { url, caBundlePath, logger } = options;
  if (caBundlePath === undefined) {
    return createSidecarClient({ url, caCerts: [] });
  }
  const path: string = caBundlePath;
  const read = () => fingerprint({ certFile: "", keyFile: "", caFile: path });
  let seen = await read();
  let current = createSidecarClient({ url, caCerts: await readCaBundle(path) });

  async function renewed(): Promise<SidecarClient> {
    const found = await read();
    if (found === seen) return current;
    seen = found;
    try {
      const caCerts = await readCaBundle(path);
      const previous = current;
      current = createSidecarClient({ url, caCerts });
      previous[Symbol.dispose]();
      logger.info("CA bundle of the sidecar read again", { path });
    } catch (error) {
      logger.error(
        "cannot use the changed CA bundle of the sidecar, the old one stays in use",
        { path, error },
      );
    }
    return current;
  }

  return {
    url,
    status: async (signal) => await (await renewed()).status(signal),
    start: async (mode, signal) => await (await renewed()).start(mode, signal),
    config: async (signal) => await (await renewed()).config(signal),
    [Symbol.dispose]: () => current[Symbol.dispose](),
  };
}
