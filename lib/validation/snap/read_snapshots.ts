import type { Finding } from "../finding.ts";
import type { SnapshotMetadata } from "../raft_messages.ts";
import { listSnapFiles } from "./snap_files.ts";
import { readSnapshotFile, SnapshotError } from "./snapshot_file.ts";

/** How snapshot files are read. */
export interface ReadSnapshotsOptions {
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Told after each file how many bytes of the snapshot files are done. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/** Why a snapshot file cannot be read. */
export interface SnapshotFault {
  /** The code of the finding that it becomes. */
  readonly code: string;
  /** What is wrong. */
  readonly detail: string;
}

/** A snapshot file, with either of the two. */
export interface SnapshotFile {
  /** Name of the file in its directory. */
  readonly name: string;
  /** The entry that it reaches to, and the members at that time. */
  readonly snapshot: SnapshotMetadata | undefined;
  /** Why that is not known. */
  readonly fault: SnapshotFault | undefined;
}

/** All that lies in a directory of snapshots. */
export interface SnapshotFiles {
  /** The directory. */
  readonly snapDir: string;
  /** In the order in which etcd tries them, the newest name first. */
  readonly files: readonly SnapshotFile[];
  /** About everything that is no snapshot file. */
  readonly others: readonly Finding[];
}

/** Reads all snapshot files of a member: they are few and small. */
export async function readSnapshots(
  snapDir: string,
  { signal, onProgress }: ReadSnapshotsOptions,
): Promise<SnapshotFiles> {
  signal.throwIfAborted();
  const { names, findings: others } = await listSnapFiles(snapDir);
  const sizes = await sizesOf(snapDir, names);
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  const files: SnapshotFile[] = [];
  let doneBytes = 0;
  for (const [at, name] of names.entries()) {
    signal.throwIfAborted();
    const file = await read(snapDir, name, signal);
    if (file !== undefined) files.push(file);
    doneBytes += sizes[at] ?? 0;
    onProgress?.(doneBytes, totalBytes);
  }
  return { snapDir, files, others };
}

async function sizesOf(
  snapDir: string,
  names: readonly string[],
): Promise<number[]> {
  return await Promise.all(names.map(async (name) => {
    try {
      return (await Deno.stat(`${snapDir}/${name}`)).size;
    } catch {
      // What is wrong with it shows when it is read.
      return 0;
    }
  }));
}

/** A running etcd removes old files: what has gone is not reported. */
async function read(
  snapDir: string,
  name: string,
  signal: AbortSignal,
): Promise<SnapshotFile | undefined> {
  try {
    const snapshot = await readSnapshotFile(`${snapDir}/${name}`, signal);
    return { name, snapshot, fault: undefined };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Deno.errors.NotFound) return undefined;
    const code = error instanceof SnapshotError ? error.code : "SNAP_READ";
    const detail = (error as Error).message;
    return { name, snapshot: undefined, fault: { code, detail } };
  }
}
