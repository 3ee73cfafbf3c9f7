import { createEtcdClient } from "../etcd_client/etcd_client.ts";
import type { EtcdClient } from "../etcd_client/etcd_client.ts";
import { createGrpcHttpClient } from "../etcd_client/grpc_http_client.ts";
import type { TlsPaths } from "../tls/tls_files.ts";

/** What {@linkcode changeCluster} needs. */
export interface ChangeClusterOptions {
  /** Client URLs of members that answered a moment ago. */
  readonly clientUrls: readonly string[];
  /** Towards client ports; undefined for plain text. */
  readonly clientTls: TlsPaths | undefined;
  /** Ends the change; whether it is carried out is unknown then. */
  readonly signal: AbortSignal;
}

/** etcd gives up on consensus after 5 s and two elections, 7 s by default. */
const TIMEOUT_MS = 8000;

/**
 * Asks one member to change the cluster. Only one is asked: when the answer
 * gets lost the change may have been made, so the list has to be read again
 * before anything else is tried.
 */
export async function changeCluster<T>(
  options: ChangeClusterOptions,
  change: (client: EtcdClient) => Promise<T>,
): Promise<T> {
  const { clientUrls, clientTls, signal } = options;
  signal.throwIfAborted();
  // Another one each time, for the case that one always refuses.
  const index = Math.floor(Math.random() * clientUrls.length);
  const url = clientUrls[index];
  if (url === undefined) throw new Error("No member answers");
  using http = await createGrpcHttpClient(clientTls);
  return await change(createEtcdClient({ url, http, timeoutMs: TIMEOUT_MS }));
}
