import { crc32c } from "../../../lib/validation/crc32c.ts";

/** A record as it lies in a segment, with its frame. */
export interface RawRecord {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Cuts a sound segment into its records. */
export function cutRecords(segment: Uint8Array): RawRecord[] {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.length);
  const records: RawRecord[] = [];
  for (let offset = 0; offset + 8 <= segment.length;) {
    const length = view.getUint32(offset, true);
    if (length === 0) break;
    const highest = segment[offset + 7] ?? 0;
    const padding = highest >= 0x80 ? highest & 7 : 0;
    const end = offset + 8 + length + padding;
    records.push({ offset, bytes: segment.slice(offset, end) });
    offset = end;
  }
  return records;
}

/** What a record says, without its checksum. */
export interface PlainRecord {
  readonly type: number;
  readonly data: Uint8Array;
}

/** Takes a sound record apart. */
export function toPlain({ bytes }: RawRecord): PlainRecord {
  // Type and checksum, then the data, each with its tag in front.
  let at = 10;
  const type = bytes[9] ?? 0;
  while ((bytes[++at] ?? 0) >= 0x80);
  at++;
  if (bytes[at++] !== 0x1a) return { type, data: new Uint8Array() };
  let length = 0;
  for (let shift = 0;; shift += 7) {
    const byte = bytes[at++] ?? 0;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return { type, data: bytes.slice(at, at + length) };
}

/** Makes a segment of records, with right checksums after a given one. */
export function toSegment(
  records: readonly PlainRecord[],
  crc: number,
): { segment: Uint8Array; crc: number } {
  const parts: number[] = [];
  let sum = crc;
  for (const { type, data } of records) {
    if (type !== 4) sum = crc32c(sum, data);
    const body = [8, type, 16, ...toVarint(sum)];
    if (type !== 4) body.push(0x1a, ...toVarint(data.length), ...data);
    const padding = (8 - body.length % 8) % 8;
    const frame = new Uint8Array(8);
    new DataView(frame.buffer).setUint32(0, body.length, true);
    if (padding > 0) frame[7] = 0x80 | padding;
    parts.push(...frame, ...body, ...new Uint8Array(padding));
  }
  return { segment: Uint8Array.from(parts), crc: sum };
}

/** Encodes a number as protobuf does. */
export function toVarint(number: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt(number);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}
