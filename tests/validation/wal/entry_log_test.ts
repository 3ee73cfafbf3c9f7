import { assertEquals } from "@std/assert";
import { EntryLog } from "../../../lib/validation/wal/entry_log.ts";

Deno.test("EntryLog finds nothing where a new leader overwrites", () => {
  // The new leader brings an entry that is older than the overwritten one.
  const { notes, log } = follow([[1, 1], [2, 1], [3, 3], [4, 3], [3, 2], [
    4,
    4,
  ]]);
  assertEquals(notes, []);
  assertEquals(log.gaps, []);
  assertEquals(log.last, 4n);
});

Deno.test("EntryLog notes a term that falls from one entry to the next", () => {
  assertEquals(follow([[1, 1], [2, 3], [3, 2]]).notes, ["WAL_ENTRY_TERM"]);
});

Deno.test("EntryLog notes that a committed entry changes, not its repetition", () => {
  const entries: [number, number][] = [[1, 1], [2, 1], [3, 1]];
  assertEquals(follow([...entries, [2, 2]], 2n).notes, ["WAL_OVERWRITE"]);
  assertEquals(follow([...entries, [2, 1]], 2n).notes, []);
  assertEquals(follow([...entries, [3, 2]], 2n).notes, []);
});

Deno.test("EntryLog says from which snapshot on a gap does not matter", () => {
  const [gap] = follow([[1, 1], [2, 1], [9, 1]]).log.gaps;
  assertEquals(gap?.before, 2n);
  assertEquals(gap?.after, 9n);
  assertEquals(gap?.harmlessFrom, 8n);
});

Deno.test("EntryLog lets entries from before going back bridge a gap", () => {
  const path: [number, number][] = [[7, 1], [8, 1], [9, 1], [10, 1], [5, 2]];
  const [gap] = follow([...path, [11, 2]]).log.gaps;
  assertEquals(gap?.harmlessFrom, 5n);
});

Deno.test("EntryLog knows the last entry above a snapshot", () => {
  const { log } = follow([[1, 1], [2, 1], [3, 1], [4, 1], [2, 2]]);
  assertEquals(log.lastAbove(1n, 0), 2n);
  assertEquals(log.lastAbove(2n, 0), 4n);
  assertEquals(log.lastAbove(4n, 0), undefined);
  assertEquals(log.lastAbove(1n, 1), undefined);
});

function follow(
  entries: readonly (readonly [index: number, term: number])[],
  commit = 0n,
): { log: EntryLog; notes: string[] } {
  const notes: string[] = [];
  const log = new EntryLog((code) => notes.push(code));
  log.commit = commit;
  for (const [at, [index, term]] of entries.entries()) {
    log.add({ index: BigInt(index), term: BigInt(term) }, 0, at);
  }
  return { log, notes };
}
