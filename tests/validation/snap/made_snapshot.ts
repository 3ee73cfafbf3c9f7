import { crc32c } from "../../../lib/validation/crc32c.ts";
import { toVarint } from "../wal/segment_bytes.ts";

/** What a made-up snapshot file says. */
export interface MadeSnapshot {
  readonly index: number;
  readonly term: number;
  readonly voters?: readonly number[];
  readonly learners?: readonly number[];
}

/** The bytes of a snapshot file, as etcd writes it. */
export function madeSnapshot(said: MadeSnapshot): Uint8Array {
  const { index, term, voters = [], learners = [] } = said;
  const confState = [
    ...voters.flatMap((id) => [0x08, ...toVarint(id)]),
    ...learners.flatMap((id) => [0x10, ...toVarint(id)]),
    ...[0x28, 0],
  ];
  const metadata = [
    ...bytesField(1, confState),
    ...[0x10, ...toVarint(index)],
    ...[0x18, ...toVarint(term)],
  ];
  const store = [...new TextEncoder().encode("{}")];
  const data = [...bytesField(1, store), ...bytesField(2, metadata)];
  const crc = crc32c(0, Uint8Array.from(data));
  return Uint8Array.of(0x08, ...toVarint(crc), ...bytesField(2, data));
}

/** The name of a snapshot file. */
export function snapshotName(term: number, index: number): string {
  const hex = (number: number) => number.toString(16).padStart(16, "0");
  return `${hex(term)}-${hex(index)}.snap`;
}

function bytesField(field: number, content: readonly number[]): number[] {
  return [field * 8 + 2, ...toVarint(content.length), ...content];
}
