import { dirname } from "@std/path/posix/dirname";
import { syncDirectory } from "../sync_directory.ts";

/** Where a log was cut off while it was written. */
export interface TornTail {
  /** The last segment. */
  readonly file: string;
  /** End of the last whole record, in bytes. */
  readonly offset: number;
}

/**
 * Cuts a torn record off as etcd does when it starts: a copy of the segment is
 * kept, then the segment ends behind its last whole record. Done again after a
 * kill it comes to the same end.
 *
 * @returns the path of the copy.
 */
export async function repairTornTail(tail: TornTail): Promise<string> {
  const copy = await keepCopy(tail.file);
  using file = await Deno.open(tail.file, { read: true, write: true });
  await file.truncate(tail.offset);
  await file.sync();
  return copy;
}

/** etcd would overwrite the copy of an earlier repair. */
async function keepCopy(path: string): Promise<string> {
  for (let number = 1;; number++) {
    const copy = number === 1 ? `${path}.broken` : `${path}.${number}.broken`;
    const { size } = await Deno.stat(path);
    const existing = await Deno.stat(copy).catch(ignoreMissing);
    if (existing === undefined) {
      await copySynced(path, copy);
      return copy;
    }
    // The same file again: the last repair was killed before it could cut.
    if (existing.size === size && await isSameFile(path, copy)) return copy;
  }
}

async function copySynced(from: string, to: string): Promise<void> {
  const temporary = `${to}.tmp`;
  await Deno.copyFile(from, temporary);
  await Deno.chmod(temporary, 0o600);
  using file = await Deno.open(temporary, { read: true, write: true });
  await file.sync();
  await Deno.rename(temporary, to);
  await syncDirectory(dirname(to));
}

const PIECE_BYTES = 1024 * 1024;

async function isSameFile(left: string, right: string): Promise<boolean> {
  using one = await Deno.open(left);
  using other = await Deno.open(right);
  const [a, b] = [new Uint8Array(PIECE_BYTES), new Uint8Array(PIECE_BYTES)];
  while (true) {
    const [readA, readB] = [await fill(one, a), await fill(other, b)];
    if (readA !== readB) return false;
    if (readA === 0) return true;
    for (let at = 0; at < readA; at++) if (a[at] !== b[at]) return false;
  }
}

async function fill(file: Deno.FsFile, into: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < into.length) {
    const count = await file.read(into.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return filled;
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Deno.errors.NotFound) return undefined;
  throw error;
}
