/** Castagnoli's polynomial, in reversed notation. */
const POLYNOMIAL = 0x82f63b78;
/** Bytes per round; each place in the round has a table of its own. */
const ROUND_BYTES = 8;
const TABLES = makeTables();

/** Continues a CRC-32C over the bytes from `start` to `end`. */
export function crc32c(
  crc: number,
  bytes: Uint8Array,
  start: number = 0,
  end: number = bytes.length,
): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let value = ~crc;
  let at = start;
  for (const last = end - ROUND_BYTES; at <= last; at += ROUND_BYTES) {
    value ^= view.getInt32(at, true);
    const next = view.getInt32(at + 4, true);
    value = entry(7, value) ^ entry(6, value >>> 8) ^ entry(5, value >>> 16) ^
      entry(4, value >>> 24) ^ entry(3, next) ^ entry(2, next >>> 8) ^
      entry(1, next >>> 16) ^ entry(0, next >>> 24);
  }
  for (; at < end; at++) {
    value = entry(0, value ^ view.getUint8(at)) ^ (value >>> 8);
  }
  return ~value >>> 0;
}

function entry(table: number, byte: number): number {
  return TABLES[table << 8 | byte & 0xff] as number;
}

function makeTables(): Int32Array {
  const tables = new Int32Array(ROUND_BYTES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) {
      value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    }
    tables[byte] = value;
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256] as number;
    tables[at] = (before >>> 8) ^ (tables[before & 0xff] as number);
  }
  return tables;
}
