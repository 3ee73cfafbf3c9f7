import { EtcdAnswerError } from "./etcd_answer_error.ts";
import {
  type GrpcCallOptions,
  openCall,
  PREFIX_BYTES,
  requireSuccess,
} from "./grpc_call.ts";

/**
 * Calls a gRPC method that has one request and one answer, and gives the
 * encoded answer.
 *
 * @throws {EtcdAnswerError} With etcd's own words when it refuses.
 */
export async function callUnary(
  options: GrpcCallOptions,
): Promise<Uint8Array> {
  const response = await openCall(options);
  const body = await response.bytes();
  requireSuccess(response);
  if (!response.ok || !isCompleteMessage(body)) {
    throw new EtcdAnswerError(
      `etcd answered with HTTP ${response.status} and no gRPC message`,
      undefined,
    );
  }
  return body.subarray(PREFIX_BYTES);
}

function isCompleteMessage(body: Uint8Array): boolean {
  if (body.length < PREFIX_BYTES) return false;
  const length = new DataView(body.buffer, body.byteOffset).getUint32(1);
  return body.length === PREFIX_BYTES + length;
}
