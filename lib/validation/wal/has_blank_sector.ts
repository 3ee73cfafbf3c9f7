/** The smallest unit that a disk writes as a whole. */
const SECTOR_BYTES = 512;

/**
 * Tells whether a sector's share of a record holds nothing but zeroes: then
 * the record was cut off while it was written, since the file was blank there.
 */
export function hasBlankSector(
  bytes: Uint8Array,
  fileOffset: number,
): boolean {
  for (let start = 0; start < bytes.length;) {
    const rest = SECTOR_BYTES - (fileOffset + start) % SECTOR_BYTES;
    const end = Math.min(start + rest, bytes.length);
    if (isBlank(bytes.subarray(start, end))) return true;
    start = end;
  }
  return false;
}

/** Tells whether there are just zeroes. */
export function isBlank(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, length } = bytes;
  const view = new DataView(buffer, byteOffset, length);
  let at = 0;
  // Four bytes at a time: there can be many megabytes of them.
  for (; at + 4 <= length; at += 4) if (view.getInt32(at) !== 0) return false;
  for (; at < length; at++) if (view.getInt8(at) !== 0) return false;
  return true;
}
