/** Bytes in front of each record. */
export const FRAME_BYTES = 8;

/** The two lengths that stand in front of a record. */
export interface Frame {
  /** Length of the record, without its frame and padding. */
  readonly recordBytes: number;
  /** Zeroes that bring the record's end to a multiple of 8. */
  readonly paddingBytes: number;
}

/** Decodes a frame, `undefined` where the written part of a file ends. */
export function decodeFrame(
  bytes: Uint8Array,
  offset: number,
): Frame | undefined {
  const low = uint32(bytes, offset);
  const high = uint32(bytes, offset + 4);
  if (low === 0 && high === 0) return undefined;
  const highest = high >>> 24;
  return {
    recordBytes: (high & 0xff_ffff) * 2 ** 32 + low,
    // The uppermost bit says that the three lowest of its byte count.
    paddingBytes: (highest & 0x80) === 0 ? 0 : highest & 0x07,
  };
}

/** Quicker than a view for each frame. */
function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) | (bytes[at + 1] as number) << 8 |
    (bytes[at + 2] as number) << 16 | (bytes[at + 3] as number) << 24) >>> 0;
}
