import { callStream } from "../etcd_client/stream_call.ts";
import { visitProtoFields } from "../protobuf/proto_fields.ts";
import type { EtcdAccess } from "./etcd_access.ts";

/** A part of a snapshot. */
export interface SnapshotPart {
  /** What comes next of the file. */
  readonly blob: Uint8Array;
  /** What is still to come of the database, as etcd says. */
  readonly remainingBytes: number;
}

/** etcd reads from its disk and copies; this is a disk that hangs. */
const STALL_MS = 30_000;

/**
 * Streams the database of a member as it is at one moment. Behind it comes its
 * SHA-256, in 32 bytes.
 */
export async function* streamSnapshot(
  { url, http }: EtcdAccess,
  signal: AbortSignal,
): AsyncGenerator<SnapshotPart> {
  const messages = callStream({
    baseUrl: url,
    client: http,
    method: "etcdserverpb.Maintenance/Snapshot",
    request: new Uint8Array(),
    stallMs: STALL_MS,
    signal,
  });
  for await (const message of messages) yield decodePart(message);
}

function decodePart(bytes: Uint8Array): SnapshotPart {
  let remainingBytes = 0;
  let blob = new Uint8Array();
  const message = { bytes, start: 0, end: bytes.length };
  visitProtoFields(message, { 2: "varint", 3: "bytes" }, (field, a, b) => {
    if (field === 2) remainingBytes = b * 2 ** 32 + a;
    else blob = bytes.slice(a, b);
  });
  return { blob, remainingBytes };
}
