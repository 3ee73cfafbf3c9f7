import { crc32c } from "../crc32c.ts";
import { ProtoError, visitProtoFields } from "../../protobuf/proto_fields.ts";
import {
  decodeSnapshotMetadata,
  type MessageBytes,
  type SnapshotMetadata,
} from "../raft_messages.ts";

/** A snapshot file that etcd would put aside as broken. */
export class SnapshotError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "SnapshotError";
  /** The code of the finding that it becomes. */
  readonly code: string;

  /** Keeps what is wrong with the file, and its code. */
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Such a file holds the members of a cluster, not its keys. */
const MAX_FILE_BYTES = 128 * 1024 * 1024;

/** Reads whom and what a snapshot file stands for, and checks all of it. */
export async function readSnapshotFile(
  path: string,
  signal: AbortSignal,
): Promise<SnapshotMetadata> {
  const { size } = await Deno.stat(path);
  if (size > MAX_FILE_BYTES) {
    throw new SnapshotError("SNAP_SIZE", `the file has ${size} bytes`);
  }
  const bytes = await Deno.readFile(path, { signal });
  if (bytes.length === 0) throw new SnapshotError("SNAP_EMPTY", "it is empty");
  try {
    const data = checkedData({ bytes, start: 0, end: bytes.length });
    return snapshotMetadata(data);
  } catch (error) {
    if (!(error instanceof ProtoError)) throw error;
    const message = `it cannot be decoded: ${error.message}`;
    throw new SnapshotError("SNAP_CONTENT", message);
  }
}

/** Decodes `snappb.Snapshot`: a checksum, and what it is made of. */
function checkedData(message: MessageBytes): MessageBytes {
  const { bytes } = message;
  let crc = 0;
  let start = 0;
  let end = 0;
  visitProtoFields(message, { 1: "varint", 2: "bytes" }, (field, a, b) => {
    if (field === 1) crc = a;
    else [start, end] = [a, b];
  });
  if (start === end || crc === 0) {
    throw new SnapshotError("SNAP_EMPTY", "it has no content or no checksum");
  }
  if (crc32c(0, bytes, start, end) !== crc) {
    const text = "its content does not have the checksum that it names";
    throw new SnapshotError("SNAP_CRC", text);
  }
  return { bytes, start, end };
}

/** Decodes `raftpb.Snapshot`, of which the members' store is not looked at. */
function snapshotMetadata(message: MessageBytes): SnapshotMetadata {
  const { bytes, start } = message;
  let metadata = decodeSnapshotMetadata({ bytes, start, end: start });
  visitProtoFields(message, { 1: "bytes", 2: "bytes" }, (field, a, b) => {
    if (field !== 2) return;
    metadata = decodeSnapshotMetadata({ bytes, start: a, end: b });
  });
  return metadata;
}
