/** What the value of a bucket's entry says. */
export interface BucketValue {
  /** The root page; 0 when the bucket's only leaf stands in the value itself. */
  readonly root: number;
  /** A counter of the bucket. */
  readonly sequence: bigint;
}

/** Root page and sequence; a leaf may follow. */
export const BUCKET_HEADER_BYTES = 16;

/** Reads the value of a bucket's entry; undefined when it is too short. */
export function parseBucketValue(value: Uint8Array): BucketValue | undefined {
  if (value.length < BUCKET_HEADER_BYTES) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  return {
    root: Number(view.getBigUint64(0, true)),
    sequence: view.getBigUint64(8, true),
  };
}
