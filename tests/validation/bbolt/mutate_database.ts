import { fnv1a64 } from "../../../lib/validation/bbolt/fnv1a64.ts";
import type { Random } from "../../config/mutations.ts";

/** A damaged copy of a database, and what was done to it. */
export interface Mutation {
  readonly bytes: Uint8Array;
  readonly description: string;
}

type Mutate = (
  bytes: Uint8Array,
  random: Random,
  pageSize: number,
) => Uint8Array | string;

const HEADER_BYTES = 16;

/** Every way to damage a database; text says where, bytes replace all. */
const MUTATIONS: Readonly<Record<string, Mutate>> = {
  "flip a bit": (bytes, random) => flip(bytes, random(bytes.length), random),
  "flip a bit of a page's header": (bytes, random, pageSize) =>
    flip(bytes, aPage(bytes, random, pageSize) + random(HEADER_BYTES), random),
  "flip a bit of an element's header": (bytes, random, pageSize) => {
    const page = aTreePage(bytes, random, pageSize);
    const count = new DataView(bytes.buffer).getUint16(page + 10, true);
    const element = HEADER_BYTES * (1 + random(Math.max(1, count)));
    const offset = page + element + random(HEADER_BYTES);
    return flip(bytes, Math.min(offset, bytes.length - 1), random);
  },
  "flip a bit of what is written": (bytes, random, pageSize) => {
    let offset = aTreePage(bytes, random, pageSize) + random(pageSize);
    while (offset > 0 && (bytes[offset] ?? 0) === 0) offset--;
    return flip(bytes, offset, random);
  },
  "flip a bit of a key": (bytes, random, pageSize) => {
    const view = new DataView(bytes.buffer);
    const page = aTreePage(bytes, random, pageSize);
    const count = view.getUint16(page + 10, true);
    const element = page + HEADER_BYTES * (1 + random(Math.max(1, count)));
    const isLeaf = view.getUint16(page + 8, true) === 2;
    if (element + HEADER_BYTES > bytes.length) return "nothing";
    const key = element + view.getUint32(element + (isLeaf ? 4 : 0), true);
    return flip(bytes, Math.min(key + random(17), bytes.length - 1), random);
  },
  // Small buckets stand in there, as etcd's own ones do.
  "flip a bit of the root's page": (bytes, random, pageSize) => {
    const view = new DataView(bytes.buffer);
    const isFirst = view.getBigUint64(64, true) >
      view.getBigUint64(pageSize + 64, true);
    const root = view.getUint32((isFirst ? 0 : pageSize) + 32, true) * pageSize;
    let offset = root + random(pageSize);
    while (offset > root && (bytes[offset] ?? 0) === 0) offset--;
    return flip(bytes, offset, random);
  },
  "zero a page": (bytes, random, pageSize) => {
    const page = aPage(bytes, random, pageSize);
    bytes.fill(0, page, page + pageSize);
    return `at ${page}`;
  },
  "swap two pages": (bytes, random, pageSize) => {
    const one = aPage(bytes, random, pageSize);
    const other = aPage(bytes, random, pageSize);
    const kept = bytes.slice(one, one + pageSize);
    bytes.copyWithin(one, other, other + pageSize);
    bytes.set(kept.subarray(0, bytes.length - other), other);
    return `at ${one} and ${other}`;
  },
  "duplicate a page": (bytes, random, pageSize) => {
    const from = aTreePage(bytes, random, pageSize);
    const to = aPage(bytes, random, pageSize);
    bytes.copyWithin(to, from, from + pageSize);
    return `of ${from} at ${to}`;
  },
  "duplicate a page under its new number": (bytes, random, pageSize) => {
    const from = aTreePage(bytes, random, pageSize);
    const to = aPage(bytes, random, pageSize);
    bytes.copyWithin(to, from, from + pageSize);
    new DataView(bytes.buffer).setUint32(to, to / pageSize, true);
    return `of ${from} at ${to}`;
  },
  "cut off": (bytes, random) => bytes.slice(0, random(bytes.length)),
  "cut off pages": (bytes, random, pageSize) =>
    bytes.slice(0, aPage(bytes, random, pageSize)),
  "append": (bytes, random) => {
    const longer = new Uint8Array(bytes.length + 1 + random(10_000));
    longer.set(bytes);
    longer.fill(random(256), bytes.length);
    return longer;
  },
  "overwrite a sector": (bytes, random) => {
    const offset = random(bytes.length >> 9) << 9;
    for (let index = 0; index < 512; index++) {
      bytes[offset + index] = random(256);
    }
    return `at ${offset}`;
  },
  "go back one transaction": (bytes, _, pageSize) => {
    const view = new DataView(bytes.buffer);
    const isFirst = view.getBigUint64(64, true) >
      view.getBigUint64(pageSize + 64, true);
    flipAt(bytes, (isFirst ? 0 : pageSize) + 72);
    return `by the checksum of meta page ${isFirst ? 0 : 1}`;
  },
  "damage both meta pages": (bytes, random, pageSize) => {
    flipAt(bytes, 16 + random(64));
    flipAt(bytes, pageSize + 16 + random(64));
    return "anywhere in them";
  },
  "change a field of the meta pages": (bytes, random, pageSize) => {
    // Root, freelist or high water mark, by a little, with a right checksum.
    const field = [16, 32, 40][random(3)] ?? 16;
    const step = 1 + random(3);
    const sign = random(2) === 0 ? 1 : -1;
    for (const page of [0, pageSize]) {
      const view = new DataView(bytes.buffer, page + 16, 64);
      const value = view.getUint32(field, true);
      view.setUint32(field, Math.max(0, value + sign * step), true);
      const covered = bytes.subarray(page + 16, page + 16 + 56);
      view.setBigUint64(56, fnv1a64(covered), true);
    }
    return `at ${field} by ${sign * step}`;
  },
};

/** The names of all ways to damage a database. */
export const MUTATION_NAMES: readonly string[] = Object.keys(MUTATIONS);

/** Damages a copy of a database in the named way. */
export function mutateDatabase(
  original: Uint8Array,
  { name, random, pageSize }: {
    readonly name: string;
    readonly random: Random;
    readonly pageSize: number;
  },
): Mutation {
  const bytes = original.slice();
  const result = MUTATIONS[name]?.(bytes, random, pageSize) ?? "nothing";
  return typeof result === "string"
    ? { bytes, description: `${name} ${result}` }
    : { bytes: result, description: `${name} to ${result.length} bytes` };
}

function aPage(bytes: Uint8Array, random: Random, pageSize: number): number {
  return random(Math.floor(bytes.length / pageSize)) * pageSize;
}

/** A page that looks like one of a tree; free ones do as well. */
function aTreePage(
  bytes: Uint8Array,
  random: Random,
  pageSize: number,
): number {
  const view = new DataView(bytes.buffer);
  for (let tries = 0; tries < 200; tries++) {
    const page = aPage(bytes, random, pageSize);
    const flags = view.getUint16(page + 8, true);
    const isWhole = page + pageSize <= bytes.length;
    const isOwn = view.getUint32(page, true) === page / pageSize;
    if (isWhole && isOwn && (flags === 1 || flags === 2)) return page;
  }
  return 0;
}

function flip(bytes: Uint8Array, offset: number, random: Random): string {
  const bit = random(8);
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit);
  return `at ${offset}, bit ${bit}`;
}

function flipAt(bytes: Uint8Array, offset: number): void {
  bytes[offset] = (bytes[offset] ?? 0) ^ 1;
}
