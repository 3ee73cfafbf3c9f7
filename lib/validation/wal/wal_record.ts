import { PlainReader } from "../plain_reader.ts";
import { visitProtoFields } from "../../protobuf/proto_fields.ts";
import type { MessageBytes } from "../raft_messages.ts";

/** The types of records, by the numbers that stand in the file. */
export const RECORD_TYPE = {
  metadata: 1,
  entry: 2,
  state: 3,
  crc: 4,
  snapshot: 5,
} as const;

/** One record of a segment. */
export interface WalRecord {
  /** A number of `RECORD_TYPE`, if the record is right. */
  readonly type: number;
  /** The checksum of all data up to here, as the record names it. */
  readonly crc: number;
  /** Where its data lie; valid until the next record is read. */
  readonly data: MessageBytes;
  /** Where its frame begins in the file. */
  readonly offset: number;
}

/** Decodes `walpb.Record`. */
export function decodeWalRecord(
  message: MessageBytes,
  offset: number,
): WalRecord {
  return decodePlain(message, offset) ?? decodeAny(message, offset);
}

/** There can be a hundred thousand records in a segment. */
function decodePlain(
  { bytes, start, end }: MessageBytes,
  offset: number,
): WalRecord | undefined {
  const reader = new PlainReader(bytes, start, end);
  if (!reader.read(0x08) || reader.high !== 0) return undefined;
  const type = reader.low;
  if (!reader.read(0x10)) return undefined;
  const crc = reader.low;
  if (!reader.isAtEnd && !reader.readLast(0x1a)) return undefined;
  return { type, crc, data: { bytes, start: reader.at, end }, offset };
}

function decodeAny(message: MessageBytes, offset: number): WalRecord {
  let type = 0;
  let crc = 0;
  let start = message.start;
  let end = message.start;
  visitProtoFields(message, { 1: "varint", 2: "varint", 3: "bytes" }, visit);
  return { type, crc, data: { bytes: message.bytes, start, end }, offset };

  function visit(field: number, a: number, b: number): void {
    if (field === 1) type = b === 0 ? a : -1;
    else if (field === 2) crc = a;
    else [start, end] = [a, b];
  }
}
