import { callUnary } from "../etcd_client/unary_call.ts";

/**
 * `RangeRequest{key: "foo"}`. Not `serializable`, so the answer needs a
 * quorum. The key need not exist.
 */
const REQUEST = new Uint8Array([0x0a, 3, 0x66, 0x6f, 0x6f]);

/**
 * Reads a key through consensus (`etcdserverpb.KV/Range`), as the original
 * does to tell whether a member is ready: a learner, a member without quorum
 * and a hung member do not answer it.
 *
 * @throws {EtcdAnswerError} With etcd's own words when it refuses.
 */
export async function requestRange(
  baseUrl: string,
  client: Deno.HttpClient,
  signal: AbortSignal,
): Promise<void> {
  const method = "etcdserverpb.KV/Range";
  await callUnary({ baseUrl, client, method, request: REQUEST, signal });
}
