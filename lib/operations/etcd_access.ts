import {
  createEtcdClient,
  type EtcdClient,
} from "../etcd_client/etcd_client.ts";

/** How a cluster is reached: at one member, and with what at the others. */
export interface EtcdAccess {
  /** The member that is asked first. */
  readonly url: string;
  /** Speaks HTTP/2 and knows the certificates. */
  readonly http: Deno.HttpClient;
  /** Limit of each request. */
  readonly timeoutMs: number;
}

/** A client of a member, by default of the one that is asked first. */
export function clientAt(access: EtcdAccess, url = access.url): EtcdClient {
  const { http, timeoutMs } = access;
  return createEtcdClient({ url, http, timeoutMs });
}
