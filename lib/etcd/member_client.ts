import type { Logger } from "../log/logger.ts";
import {
  createEtcdClient,
  type EtcdClient,
} from "../etcd_client/etcd_client.ts";
import { createGrpcHttpClient } from "../etcd_client/grpc_http_client.ts";
import { fingerprint, type TlsPaths } from "../tls/tls_files.ts";
import { requestRange } from "./range_request.ts";

/** What {@linkcode createMemberClient} needs. */
export interface MemberClientOptions {
  /** Host that the member's certificate has to carry. */
  readonly host: string;
  /** The member's client port. */
  readonly port: number;
  /**
   * Client certificate, which may be missing, and CA; without all of it, the
   * member is asked in plain text.
   */
  readonly tls: TlsPaths | undefined;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** Asks the own member, as a client would. */
export interface MemberClient extends Disposable {
  /** Where the member is asked. */
  readonly url: string;
  /** Resolves when the member answered a linearizable read. */
  readonly checkReadiness: (signal: AbortSignal) => Promise<void>;
  /** The same read, of the member at `url`. */
  readonly readAt: (url: string, signal: AbortSignal) => Promise<void>;
  /**
   * A client of the own member, or of another one of the cluster, with the
   * certificates of now: not to be kept.
   */
  readonly clientAt: (url?: string) => EtcdClient;
}

/**
 * Creates a client of the own member. Certificates are read again when their
 * files change; while the new ones cannot be used, the old ones stay in use.
 *
 * @throws {Error} When the certificates cannot be used at the start.
 */
export async function createMemberClient(
  options: MemberClientOptions,
): Promise<MemberClient> {
  const { host, port, tls, logger } = options;
  const bracketed = host.includes(":") && !host.startsWith("[")
    ? `[${host}]`
    : host;
  const baseUrl = `${
    tls === undefined ? "http" : "https"
  }://${bracketed}:${port}`;
  let seen = tls === undefined ? "" : await fingerprint(tls);
  let client = await createGrpcHttpClient(tls);

  async function renewClient(paths: TlsPaths): Promise<void> {
    const found = await fingerprint(paths);
    if (found === seen) return;
    seen = found;
    try {
      const renewed = await createGrpcHttpClient(paths);
      client.close();
      client = renewed;
      logger.info("client certificate for etcd read again", { ...paths });
    } catch (error) {
      logger.error(
        "cannot use the changed client certificate, the old one stays in use",
        { error, ...paths },
      );
    }
  }

  return {
    url: baseUrl,
    async checkReadiness(signal) {
      if (tls !== undefined) await renewClient(tls);
      await requestRange(baseUrl, client, signal);
    },
    readAt: (url, signal) =>
      requestRange(url.replace(/\/+$/, ""), client, signal),
    clientAt: (url = baseUrl) => createEtcdClient({ url, http: client }),
    [Symbol.dispose]: () => client.close(),
  };
}
