import type { Random } from "../../config/mutations.ts";
import { copyOf, type MemberFiles } from "./member_files.ts";
import {
  cutRecords,
  type PlainRecord,
  toPlain,
  toSegment,
  toVarint,
} from "./segment_bytes.ts";

/** Changes the records of a log, by segment. */
export type Rewriting = (segments: PlainRecord[][], random: Random) => void;

const ENTRY = 2;
const STATE = 3;

/** What a log could hold whose checksums are right, by name. */
export const REWRITINGS: Readonly<Record<string, Rewriting>> = {
  "nothing": () => {},
  "entry dropped": (segments, random) => drop(segments, ENTRY, random),
  "entry twice": (segments, random) => {
    const { records, at } = find(segments, ENTRY, random);
    records.splice(at, 0, ...records.slice(at, at + 1));
  },
  "entry moved back": (segments, random) => {
    const { records, at } = find(segments, ENTRY, random);
    records.push(...records.splice(at, 1));
  },
  "entry of any place": (segments, random) =>
    replace(segments, ENTRY, random, entry(random(20), random(500))),
  "entry that is none": (segments, random) =>
    replace(segments, ENTRY, random, Uint8Array.of(0x18)),
  "state dropped": (segments, random) => drop(segments, STATE, random),
  "last state of any kind": ([...segments], random) => {
    const data = state(random(20), random(3), random(500));
    segments.at(-1)?.push({ type: STATE, data });
  },
  "state of any kind": (segments, random) =>
    replace(segments, STATE, random, state(random(20), 1, random(500))),
  "state that is none": (segments, random) =>
    replace(segments, STATE, random, Uint8Array.of(0x0f)),
  "no state at all": (segments) => {
    for (const [at, records] of segments.entries()) {
      segments[at] = records.filter(({ type }) => type !== STATE);
    }
  },
  "empty last state": (segments) => {
    segments.at(-1)?.push({ type: STATE, data: state(0, 0, 0) });
  },
  "snapshot record dropped": (segments, random) => drop(segments, 5, random),
  "snapshot record of any kind": (segments, random) =>
    replace(segments, 5, random, entry(random(20), random(500), 0x08, 0x10)),
  "snapshot record that is none": (segments, random) =>
    replace(segments, 5, random, Uint8Array.of(0x1a, 0x02, 0x08)),
  "snapshot of another term": (segments) => {
    const last = segments.flat().findLast(({ type }) => type === 5);
    if (last === undefined) return;
    const data = last.data.slice();
    data[data.indexOf(0x10) + 1] = 0x63;
    segments.at(-1)?.push({ type: 5, data });
  },
  "other metadata": (segments, random) =>
    replace(segments, 1, random, state(8, 9, 0).slice(0, 4)),
  "same other metadata": (segments) => {
    for (const records of segments) {
      for (const [at, { type }] of records.entries()) {
        if (type === 1) records[at] = { type, data: state(0, 9, 0) };
      }
    }
  },
  "metadata dropped": (segments, random) => drop(segments, 1, random),
  "no metadata": (segments) => {
    for (const [at, records] of segments.entries()) {
      segments[at] = records.filter(({ type }) => type !== 1);
    }
  },
  "unknown type": (segments, random) => {
    const { records, at } = find(segments, ENTRY, random);
    records[at] = { type: 6 + random(90), data: new Uint8Array(3) };
  },
  "emptied log": (segments) => {
    for (const [at, records] of segments.entries()) {
      segments[at] = records.filter(({ type }) => type === 1 || type === 4);
    }
  },
};

/** Applies one kind of rewriting to a copy, with the checksums made right. */
export function rewritten(
  files: MemberFiles,
  kind: string,
  random: Random,
): MemberFiles {
  const copy = copyOf(files);
  const segments = [...files.wal.values()]
    .map((bytes) => cutRecords(bytes).map(toPlain));
  REWRITINGS[kind]?.(segments, random);
  let crc = 0;
  for (const [at, name] of [...files.wal.keys()].entries()) {
    const made = toSegment(segments[at] ?? [], crc);
    crc = made.crc;
    copy.wal.set(name, made.segment);
  }
  return copy;
}

function drop(segments: PlainRecord[][], type: number, random: Random): void {
  const { records, at } = find(segments, type, random);
  records.splice(at, 1);
}

function replace(
  segments: PlainRecord[][],
  type: number,
  random: Random,
  data: Uint8Array,
): void {
  const { records, at } = find(segments, type, random);
  records[at] = { type, data };
}

function find(
  segments: PlainRecord[][],
  type: number,
  random: Random,
): { records: PlainRecord[]; at: number } {
  const places = segments.flatMap((records) =>
    records.flatMap((record, at) =>
      record.type === type ? [{ records, at }] : []
    )
  );
  // The last ones are those that a start reads.
  const from = random(2) === 0 ? 0 : Math.max(0, places.length - 6);
  return places[from + random(places.length - from)] ??
    { records: [], at: 0 };
}

function entry(
  term: number,
  index: number,
  indexTag = 0x18,
  termTag = 0x10,
): Uint8Array {
  const [a, b] = [toVarint(index), toVarint(term)];
  return Uint8Array.of(indexTag, ...a, termTag, ...b);
}

function state(term: number, vote: number, commit: number): Uint8Array {
  const fields = [term, vote, commit].map(toVarint);
  return Uint8Array.from(
    fields.flatMap((field, at) => [(at + 1) * 8, ...field]),
  );
}
