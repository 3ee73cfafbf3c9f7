import type { Finding } from "../finding.ts";
import type { LogPosition, SnapshotMetadata } from "../raft_messages.ts";
import { listSnapFiles } from "./snap_files.ts";
import { snapFinding } from "./snap_finding.ts";
import { readSnapshotFile, SnapshotError } from "./snapshot_file.ts";

/** How snapshot files are validated. */
export interface ValidateSnapshotsOptions {
  /** Both read every file: they are few and small. */
  readonly mode: "sanity" | "full";
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Told after each file how many bytes of the snapshot files are done. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  /**
   * The committed snapshots that the log records, of which etcd takes one.
   *
   * @default {any}
   */
  readonly walSnapshots?: readonly LogPosition[];
}

/** What a snapshot file says; the rest is missing if it cannot be read. */
export interface SnapshotFileFacts {
  /** Name of the file in its directory. */
  readonly name: string;
  /** The entry that it reaches to, and the members at that time. */
  readonly snapshot: SnapshotMetadata | undefined;
}

/** What is known about the snapshots of a member. */
export interface SnapshotFacts {
  /** In the order in which etcd tries them, the newest name first. */
  readonly files: readonly SnapshotFileFacts[];
  /** The one that etcd would start from. */
  readonly taken: SnapshotFileFacts | undefined;
}

/** The outcome of validating snapshot files. */
export interface SnapshotReport {
  /** What was found, the snapshot files in front of other files. */
  readonly findings: readonly Finding[];
  /** Which snapshots there are, and which one etcd would take. */
  readonly facts: SnapshotFacts;
}

/** Validates the snapshot files of a member without changing them. */
export async function validateSnapshots(
  snapDir: string,
  options: ValidateSnapshotsOptions,
): Promise<SnapshotReport> {
  const { signal, onProgress, walSnapshots } = options;
  signal.throwIfAborted();
  const { names, findings: others } = await listSnapFiles(snapDir);
  const sizes = await sizesOf(snapDir, names);
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  const findings: Finding[] = [];
  const files: SnapshotFileFacts[] = [];
  let doneBytes = 0;
  for (const [at, name] of names.entries()) {
    signal.throwIfAborted();
    const file = `${snapDir}/${name}`;
    const snapshot = await read(file, signal, findings);
    if (snapshot !== undefined && name !== nameOf(snapshot)) {
      const detail = `it holds snapshot ${nameOf(snapshot)}`;
      findings.push(snapFinding("SNAP_NAME", file, detail));
    }
    files.push({ name, snapshot });
    doneBytes += sizes[at] ?? 0;
    onProgress?.(doneBytes, totalBytes);
  }
  const taken = files.find(({ snapshot }) =>
    snapshot !== undefined && isRecorded(snapshot, walSnapshots)
  );
  return {
    findings: [
      ...findings,
      ...orphans(snapDir, files, walSnapshots),
      ...others,
    ],
    facts: { files, taken },
  };
}

async function sizesOf(
  snapDir: string,
  names: readonly string[],
): Promise<number[]> {
  const infos = await Promise.all(
    names.map((name) => Deno.stat(`${snapDir}/${name}`)),
  );
  return infos.map(({ size }) => size);
}

async function read(
  file: string,
  signal: AbortSignal,
  findings: Finding[],
): Promise<SnapshotMetadata | undefined> {
  try {
    return await readSnapshotFile(file, signal);
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof SnapshotError ? error.code : "SNAP_READ";
    findings.push(snapFinding(code, file, (error as Error).message));
    return undefined;
  }
}

function isRecorded(
  { index, term }: LogPosition,
  recorded: readonly LogPosition[] | undefined,
): boolean {
  return recorded === undefined ||
    recorded.some((it) => it.index === index && it.term === term);
}

/** Files that were written just before an end, and not recorded any more. */
function orphans(
  snapDir: string,
  files: readonly SnapshotFileFacts[],
  recorded: readonly LogPosition[] | undefined,
): Finding[] {
  const [oldest] = recorded ?? [];
  return files.flatMap(({ name, snapshot }) => {
    if (snapshot === undefined || isRecorded(snapshot, recorded)) return [];
    // The log forgets older snapshots together with its older segments.
    if (oldest !== undefined && snapshot.index < oldest.index) return [];
    const detail = `the log does not record snapshot ${snapshot.index}`;
    return [snapFinding("SNAP_NOT_RECORDED", `${snapDir}/${name}`, detail)];
  });
}

function nameOf({ term, index }: LogPosition): string {
  return `${hex(term)}-${hex(index)}.snap`;
}

function hex(number: bigint): string {
  return number.toString(16).padStart(16, "0");
}
