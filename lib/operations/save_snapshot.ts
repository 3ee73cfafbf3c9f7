import { dirname } from "@std/path/posix/dirname";
import { syncDirectory } from "../sync_directory.ts";
import type { DatabaseFacts } from "../validation/bbolt/validate_database.ts";
import { validateDatabase } from "../validation/bbolt/validate_database.ts";
import type { EtcdAccess } from "./etcd_access.ts";
import { RefusalError } from "./refusal_error.ts";
import { requireSpace } from "./require_space.ts";
import { streamSnapshot } from "./stream_snapshot.ts";
import { TrailingHash } from "./trailing_hash.ts";

/** What {@linkcode saveSnapshot} needs. */
export interface SaveSnapshotOptions {
  /** Whose database. */
  readonly access: EtcdAccess;
  /** The file, which must not exist. */
  readonly path: string;
  /** How large it will be; it has to leave room for others. */
  readonly expectedBytes: number;
  /** Told how far it is. */
  readonly onProgress: (
    step: "saving" | "verifying",
    doneBytes: number,
    totalBytes: number,
  ) => void;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** A snapshot that has been saved and verified. */
export interface SavedSnapshot {
  /** Of the file, the hash at its end included. */
  readonly sizeBytes: number;
  /** Of the database, in hexadecimal. */
  readonly sha256: string;
  /** What is in it. */
  readonly facts: DatabaseFacts;
}

/**
 * Saves a member's database to a file. Under its name there is never a part of
 * it, nor anything that is not verified: the hash that etcd sends along, and
 * every page.
 *
 * @throws {RefusalError} When the file exists.
 * @throws {Error} When it cannot be had, written or verified; then there is no
 *   file.
 */
export async function saveSnapshot(
  options: SaveSnapshotOptions,
): Promise<SavedSnapshot> {
  const { path } = options;
  const directory = dirname(path);
  await refuseExisting(path);
  const temporary = await createTemporary(directory);
  try {
    await requireSpace(directory, options.expectedBytes);
    const written = await writeParts(temporary, options);
    const facts = await verifyPages(temporary, options);
    await putInPlace(temporary, path);
    return { ...written, facts };
  } finally {
    await Deno.remove(temporary);
    await syncDirectory(directory);
  }
}

async function createTemporary(directory: string): Promise<string> {
  const name = { dir: directory, prefix: ".snapshot-", suffix: ".part" };
  try {
    return await Deno.makeTempFile(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new Error(`Cannot write in "${directory}"`, { cause: error });
  }
}

async function refuseExisting(path: string): Promise<void> {
  try {
    await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  throw alreadyThere(path);
}

function alreadyThere(path: string): RefusalError {
  return new RefusalError(
    `Refused to write "${path}": it exists. Give another name, or remove it`,
  );
}

async function writeParts(
  temporary: string,
  { access, onProgress, signal }: SaveSnapshotOptions,
): Promise<{ sizeBytes: number; sha256: string }> {
  using file = await Deno.open(temporary, { write: true, mode: 0o600 });
  const hash = new TrailingHash();
  let sizeBytes = 0;
  for await (const part of streamSnapshot(access, signal)) {
    const { blob, remainingBytes } = part;
    hash.add(blob);
    for (let done = 0; done < blob.length;) {
      done += await file.write(blob.subarray(done));
    }
    sizeBytes += blob.length;
    onProgress("saving", sizeBytes, sizeBytes + remainingBytes);
  }
  try {
    const sha256 = hash.finish();
    await file.sync();
    return { sizeBytes, sha256 };
  } catch (error) {
    const reason = `Cannot use what etcd sent (${sizeBytes} bytes)`;
    throw new Error(reason, { cause: error });
  }
}

async function verifyPages(
  temporary: string,
  { onProgress, signal }: SaveSnapshotOptions,
): Promise<DatabaseFacts> {
  const { findings, facts } = await validateDatabase(temporary, {
    mode: "full",
    signal,
    onProgress: (done, total) => onProgress("verifying", done, total),
  });
  const errors = findings.filter(({ severity }) => severity === "error");
  if (facts !== undefined && errors.length === 0) return facts;
  const reasons = errors.map(({ code, message }) => `\n  ${code}: ${message}`);
  throw new Error(
    "The snapshot is complete, but the member's database is damaged: take it " +
      `from another member, with --endpoint${reasons.join("")}`,
  );
}

/** As a rename, but never over a file that has come to be meanwhile. */
async function putInPlace(temporary: string, path: string): Promise<void> {
  try {
    await Deno.link(temporary, path);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw alreadyThere(path);
    throw error;
  }
}
