import type { Random } from "../../config/mutations.ts";
import { copyOf, type MemberFiles } from "./member_files.ts";
import { cutRecords } from "./segment_bytes.ts";

/** Damages a copy of the files, and says nothing about what it did. */
export type Damage = (files: MemberFiles, random: Random) => void;

const SECTOR = 512;

/** What disks, kills and hands can do to the files, by name. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  "bit flip": onBytes((bytes, random) => {
    const at = random(used(bytes));
    return bytes.with(at, (bytes[at] ?? 0) ^ 1 << random(8));
  }),
  "bit flip in a frame": onBytes((bytes, random) => {
    const { offset } = pickRecord(bytes, random);
    const at = offset + random(8);
    return bytes.with(at, (bytes[at] ?? 0) ^ 1 << random(8));
  }),
  "bit flip in the head of a record": onBytes((bytes, random) => {
    const { offset } = pickRecord(bytes, random);
    const at = Math.min(offset + 8 + random(14), bytes.length - 1);
    return bytes.with(at, (bytes[at] ?? 0) ^ 1 << random(8));
  }),
  "random bytes": onBytes((bytes, random) =>
    fill(bytes, random(used(bytes)), 1 + random(64), () => random(256))
  ),
  "zeroed bytes": onBytes((bytes, random) =>
    fill(bytes, random(used(bytes)), 1 + random(64), () => 0)
  ),
  "zeroed sector": onBytes((bytes, random) =>
    fill(bytes, sector(bytes, random), SECTOR, () => 0)
  ),
  "zeroed from a sector on": onBytes((bytes, random) =>
    fill(bytes, sector(bytes, random), bytes.length, () => 0)
  ),
  "zeroed from anywhere on": onBytes((bytes, random) =>
    fill(bytes, random(used(bytes)), bytes.length, () => 0)
  ),
  "zeroed from a record on": onBytes((bytes, random) =>
    fill(bytes, pickRecord(bytes, random).offset, bytes.length, () => 0)
  ),
  "zeroed frame": onBytes((bytes, random) =>
    fill(bytes, pickRecord(bytes, random).offset, 8, () => 0)
  ),
  "swapped sectors": onBytes((bytes, random) => {
    const [a, b] = [sector(bytes, random), sector(bytes, random)];
    const swapped = bytes.slice();
    swapped.set(bytes.subarray(b, b + SECTOR).slice(0, bytes.length - a), a);
    swapped.set(bytes.subarray(a, a + SECTOR).slice(0, bytes.length - b), b);
    return swapped;
  }),
  "cut anywhere": onBytes((bytes, random) =>
    bytes.slice(0, random(bytes.length))
  ),
  "cut at a sector": onBytes((bytes, random) =>
    bytes.slice(0, sector(bytes, random))
  ),
  "cut at a record": onBytes((bytes, random) =>
    bytes.slice(0, pickRecord(bytes, random).offset)
  ),
  "cut in a frame": onBytes((bytes, random) =>
    bytes.slice(0, pickRecord(bytes, random).offset + 1 + random(7))
  ),
  "emptied": onBytes(() => new Uint8Array()),
  "bytes behind the end": onBytes((bytes, random) =>
    fill(bytes, used(bytes) + random(3000), 1 + random(600), () => random(256))
  ),
  "duplicated record": onRecords((records, random) => {
    const at = random(records.length);
    return records.toSpliced(at, 0, records[at] ?? new Uint8Array());
  }),
  "dropped record": onRecords((records, random) =>
    records.toSpliced(random(records.length), 1)
  ),
  "swapped records": onRecords((records, random) => {
    const at = random(records.length - 1);
    const pair = records.slice(at, at + 2).reverse();
    return records.toSpliced(at, 2, ...pair);
  }),
  "last record again": onRecords((records) => [
    ...records,
    records.at(-1) ?? new Uint8Array(),
  ]),
  "dropped segment": ({ wal }, random) =>
    void wal.delete(pick([...wal.keys()], random)),
  "dropped oldest segments": ({ wal }, random) => {
    const names = [...wal.keys()];
    for (const name of names.slice(0, 1 + random(names.length))) {
      wal.delete(name);
    }
  },
  "dropped newest segments": ({ wal }, random) => {
    const names = [...wal.keys()];
    for (const name of names.slice(random(names.length))) wal.delete(name);
  },
  "swapped segments": ({ wal }, random) => {
    const [a, b] = [
      pick([...wal.keys()], random),
      pick([...wal.keys()], random),
    ];
    const [of, ob] = [wal.get(a), wal.get(b)];
    if (of !== undefined && ob !== undefined) wal.set(a, ob).set(b, of);
  },
  "stale segment": ({ wal }, random) => {
    const content = wal.get(pick([...wal.keys()], random));
    const name = segmentName(random(12), random(400));
    if (content !== undefined) wal.set(name, content);
  },
  "empty segment more": ({ wal }, random) => {
    const sequence = random(2) === 0 ? wal.size : random(12);
    wal.set(segmentName(sequence, random(400)), new Uint8Array(random(2) * 99));
  },
  "renamed segment": ({ wal }, random) => {
    const name = pick([...wal.keys()], random);
    const content = wal.get(name);
    wal.delete(name);
    const sequence = random(2) === 0 ? parseInt(name, 16) : random(9);
    if (content !== undefined) {
      wal.set(segmentName(sequence, random(500)), content);
    }
  },
  "snapshot: bit flip": onSnapshot((bytes, random) => {
    const at = random(bytes.length);
    return bytes.with(at, (bytes[at] ?? 0) ^ 1 << random(8));
  }),
  "snapshot: cut": onSnapshot((bytes, random) =>
    bytes.slice(0, random(bytes.length))
  ),
  "snapshot: zeroed": onSnapshot((bytes, random) =>
    fill(bytes, random(bytes.length), 1 + random(20), () => 0)
  ),
  "snapshot: bytes more": onSnapshot((bytes, random) =>
    Uint8Array.of(
      ...bytes,
      ...Array.from({ length: 1 + random(9) }, () => random(256)),
    )
  ),
  "snapshots: newest dropped": ({ snap }, random) => {
    const names = [...snap.keys()];
    for (const name of names.slice(random(names.length + 1))) snap.delete(name);
  },
  "snapshot: renamed": ({ snap }, random) => {
    const name = pick([...snap.keys()], random);
    const content = snap.get(name);
    if (content === undefined) return;
    snap.delete(name);
    const hex = (limit: number) => random(limit).toString(16).padStart(16, "0");
    snap.set(`${hex(20)}-${hex(500)}.snap`, content);
  },
};

/** Applies one kind of damage to a copy. */
export function damaged(
  files: MemberFiles,
  kind: string,
  random: Random,
): MemberFiles {
  const copy = copyOf(files);
  DAMAGES[kind]?.(copy, random);
  return copy;
}

function onBytes(
  change: (bytes: Uint8Array, random: Random) => Uint8Array,
): Damage {
  return ({ wal }, random) => {
    const names = [...wal.keys()];
    // Half of it hits the last segment, where etcd forgives most.
    const last = names.at(-1) ?? "";
    const name = random(2) === 0 ? last : pick(names, random);
    const bytes = wal.get(name);
    if (bytes !== undefined) wal.set(name, change(bytes, random));
  };
}

function onRecords(
  change: (records: Uint8Array[], random: Random) => Uint8Array[],
): Damage {
  return onBytes((bytes, random) => {
    const records = cutRecords(bytes).map((record) => record.bytes);
    const changed = change(records, random);
    const rest = new Uint8Array(bytes.length - used(bytes));
    return new Uint8Array([...changed.flatMap((it) => [...it]), ...rest]);
  });
}

function onSnapshot(
  change: (bytes: Uint8Array, random: Random) => Uint8Array,
): Damage {
  return ({ snap }, random) => {
    const names = [...snap.keys()];
    const name = random(2) === 0 ? names.at(-1) ?? "" : pick(names, random);
    const bytes = snap.get(name);
    if (bytes !== undefined) snap.set(name, change(bytes, random));
  };
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[random(items.length)] as T;
}

function pickRecord(bytes: Uint8Array, random: Random): { offset: number } {
  const records = cutRecords(bytes);
  // The last ones are those that a kill can hit.
  const from = random(2) === 0 ? 0 : Math.max(0, records.length - 4);
  return records[from + random(records.length - from)] ?? { offset: 0 };
}

function used(bytes: Uint8Array): number {
  const last = cutRecords(bytes).at(-1);
  return last === undefined ? 1 : last.offset + last.bytes.length;
}

function sector(bytes: Uint8Array, random: Random): number {
  return random(Math.ceil(used(bytes) / SECTOR)) * SECTOR;
}

function fill(
  bytes: Uint8Array,
  from: number,
  length: number,
  value: () => number,
): Uint8Array {
  const end = Math.min(from + length, bytes.length);
  return bytes.map((byte, at) => at >= from && at < end ? value() : byte);
}

function segmentName(sequence: number, index: number): string {
  const hex = (number: number) => number.toString(16).padStart(16, "0");
  return `${hex(sequence)}-${hex(index)}.wal`;
}
