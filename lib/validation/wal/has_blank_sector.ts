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
  const words = Math.floor(bytes.length / 4);
  const isAligned = bytes.byteOffset % 4 === 0;
  let at = 0;
  if (isAligned) {
    const aligned = new Int32Array(bytes.buffer, bytes.byteOffset, words);
    for (const word of aligned) if (word !== 0) return false;
    at = words * 4;
  }
  for (; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return true;
}
