/** What the name of a segment says. */
export interface SegmentName {
  /** The whole name, with its ending. */
  readonly name: string;
  /** Place in the sequence of segments. */
  readonly sequence: bigint;
  /** Index of the first entry that the segment may hold. */
  readonly firstIndex: bigint;
}

/** etcd is as lenient: fewer digits, and anything between the two endings. */
const NAME_REGEXP =
  /^\s*([0-9a-f]{1,16})-\s*([0-9a-f]{1,16})\.wal(?:.*\.wal)?$/is;

/** Takes the name of a segment apart, `undefined` when it is none. */
export function parseSegmentName(name: string): SegmentName | undefined {
  const [, sequence, firstIndex] = NAME_REGEXP.exec(name) ?? [];
  if (sequence === undefined || firstIndex === undefined) return undefined;
  // The ending counts as it is written, the digits do not.
  if (!name.endsWith(".wal")) return undefined;
  return {
    name,
    sequence: BigInt(`0x${sequence}`),
    firstIndex: BigInt(`0x${firstIndex}`),
  };
}
