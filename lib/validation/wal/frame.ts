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
  const { buffer, byteOffset } = bytes;
  const view = new DataView(buffer, byteOffset + offset, FRAME_BYTES);
  const low = view.getUint32(0, true);
  const high = view.getUint32(4, true);
  if (low === 0 && high === 0) return undefined;
  const highest = high >>> 24;
  return {
    recordBytes: (high & 0xff_ffff) * 2 ** 32 + low,
    // The uppermost bit says that the three lowest of its byte count.
    paddingBytes: (highest & 0x80) === 0 ? 0 : highest & 0x07,
  };
}
