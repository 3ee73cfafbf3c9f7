import { type PlainRecord, toSegment, toVarint } from "./segment_bytes.ts";

/** The records that a log is made of, in the test's own words. */
export type Said =
  | readonly ["metadata", memberId: number, clusterId: number]
  | readonly ["entry", term: number, index: number]
  | readonly ["state", term: number, vote: number, commit: number]
  | readonly ["snapshot", index: number, term: number]
  | readonly ["raw", type: number, ...data: number[]];

/** A blank rest as etcd leaves it at the end of the last segment. */
const REST_BYTES = 4096;

/** Writes a log; each segment begins with the chain and the metadata. */
export async function writeMadeLog(
  walDir: string,
  segments: readonly {
    readonly firstIndex: number;
    readonly said: readonly Said[];
  }[],
): Promise<string[]> {
  await Deno.mkdir(walDir, { recursive: true });
  const paths: string[] = [];
  let crc = 0;
  for (const [at, { firstIndex, said }] of segments.entries()) {
    const records = said.map(toRecord);
    const chain = { type: 4, data: new Uint8Array() };
    const made = toSegment([chain, ...records], crc);
    crc = made.crc;
    const isLast = at === segments.length - 1;
    const rest = new Uint8Array(isLast ? REST_BYTES : 0);
    const path = `${walDir}/${hex(at)}-${hex(firstIndex)}.wal`;
    await Deno.writeFile(path, Uint8Array.of(...made.segment, ...rest));
    paths.push(path);
  }
  return paths;
}

/** A log of one segment, with a snapshot record for the very beginning. */
export async function writeSmallLog(
  walDir: string,
  ...said: readonly Said[]
): Promise<string> {
  const head: Said[] = [["metadata", 7, 9], ["snapshot", 0, 0]];
  const segments = [{ firstIndex: 0, said: [...head, ...said] }];
  const [path = ""] = await writeMadeLog(walDir, segments);
  return path;
}

function toRecord(said: Said): PlainRecord {
  const [kind, ...numbers] = said;
  switch (kind) {
    case "raw":
      return { type: numbers[0] ?? 0, data: Uint8Array.from(numbers.slice(1)) };
    case "metadata":
      return { type: 1, data: message(numbers, [1, 2]) };
    case "entry":
      return { type: 2, data: message([0, ...numbers], [1, 2, 3]) };
    case "state":
      return { type: 3, data: message(numbers, [1, 2, 3]) };
    case "snapshot":
      return { type: 5, data: message(numbers, [1, 2]) };
  }
}

function message(
  numbers: readonly number[],
  fields: readonly number[],
): Uint8Array {
  return Uint8Array.from(
    fields.flatMap((field, at) => [field * 8, ...toVarint(numbers[at] ?? 0)]),
  );
}

function hex(number: number): string {
  return number.toString(16).padStart(16, "0");
}
