/** What is noted of a started etcd, so that a later start can recognise it. */
export interface ProcessRecord {
  /** etcd's process id. */
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startedMs: number;
  /** Its data directory. */
  readonly dataDir: string;
  /** The text that its command line ends with. */
  readonly commandLine: string;
}

/** The record's path on a data volume. */
export function processRecordPath(dataVolumeDir: string): string {
  return `${dataVolumeDir}/etcd_process.json`;
}

/** Reads the record; undefined when there is none that can be read. */
export async function readProcessRecord(
  path: string,
): Promise<ProcessRecord | undefined> {
  try {
    const value: unknown = JSON.parse(await Deno.readTextFile(path));
    return isProcessRecord(value) ? value : undefined;
  } catch {
    // Missing, unreadable or half written by another program: no record.
    return undefined;
  }
}

/** Writes the record, atomically. */
export async function writeProcessRecord(
  path: string,
  record: ProcessRecord,
): Promise<void> {
  const temporary = `${path}.tmp`;
  await Deno.writeTextFile(temporary, `${JSON.stringify(record)}\n`, {
    mode: 0o600,
  });
  await Deno.rename(temporary, path);
}

/** Removes the record once its process has ended. */
export async function removeProcessRecord(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function isProcessRecord(value: unknown): value is ProcessRecord {
  if (typeof value !== "object" || value === null) return false;
  const { pid, startedMs, dataDir, commandLine } = value as Record<
    string,
    unknown
  >;
  // A process id of 0 or less would mean a whole group of processes.
  return Number.isInteger(pid) && Number(pid) > 0 &&
    typeof startedMs === "number" && typeof dataDir === "string" &&
    typeof commandLine === "string" && commandLine !== "";
}
