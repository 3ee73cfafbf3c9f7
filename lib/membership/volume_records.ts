import { replaceFile } from "../replace_file.ts";

/** How far the bootstrap of a new cluster came on this volume. */
export interface BootstrapRecord {
  /**
   * `offered`: the volume is empty and has a name for the others to note.
   * `decided`: a new cluster was decided on, etcd may be started for it.
   * `started`: etcd has written its log, so that there is data to lose.
   */
  readonly phase: "offered" | "decided" | "started";
  /** Random; tells this volume from one that replaces it. */
  readonly volumeId: string;
  /** The configuration that it was done for. */
  readonly clusterHash: string;
  /** The volumes, by member name, that were seen empty; from `decided` on. */
  readonly participants?: Readonly<Record<string, string>>;
}

/** How far this volume's member came on its way into a running cluster. */
export interface JoinRecord {
  /**
   * `removing`: its old entry is being removed. `adding`: a learner is being
   * added. `added`: the learner is known, etcd may be started as it.
   * `started`: etcd has written its log. `promoted`: it has its vote.
   */
  readonly phase: "removing" | "adding" | "added" | "started" | "promoted";
  /** The cluster that is joined. */
  readonly clusterId: string;
  /** The entry that was removed for it. */
  readonly removedMemberId?: string;
  /** The new entry; from `added` on. */
  readonly memberId?: string;
}

/** A member that was removed from its cluster and stays out. */
export interface TombstoneRecord {
  /** The entry that is gone. */
  readonly memberId: string;
  /** The cluster that it is gone from. */
  readonly clusterId: string;
  /** When this was noticed. */
  readonly recordedAt: string;
  /** How it can be lifted, for whoever reads the file. */
  readonly toLift: string;
}

/** What the volume tells about the past. */
export interface VolumeRecords {
  /** Undefined when there never was a bootstrap on it. */
  readonly bootstrap: BootstrapRecord | undefined;
  /** Undefined when it never joined. */
  readonly join: JoinRecord | undefined;
  /** Undefined when the member was not removed. */
  readonly tombstone: TombstoneRecord | undefined;
}

/** The files, by record. */
export const RECORD_FILES = {
  bootstrap: "bootstrap.json",
  join: "join.json",
  tombstone: "tombstone.json",
} as const satisfies Record<keyof VolumeRecords, string>;

/**
 * Reads all records of a volume.
 *
 * @throws {Error} When one cannot be read or understood: to take it for
 *   missing could lead to a second cluster.
 */
export async function readVolumeRecords(
  volumeDir: string,
): Promise<VolumeRecords> {
  return {
    bootstrap: await readRecord(volumeDir, "bootstrap", isBootstrapRecord),
    join: await readRecord(volumeDir, "join", isJoinRecord),
    tombstone: await readRecord(volumeDir, "tombstone", isTombstoneRecord),
  };
}

/** Writes a record so that a crash leaves the old one or the new one. */
export async function writeVolumeRecord<K extends keyof VolumeRecords>(
  volumeDir: string,
  kind: K,
  record: NonNullable<VolumeRecords[K]>,
): Promise<void> {
  const text = `${JSON.stringify({ version: 1, ...record }, undefined, 2)}\n`;
  const path = `${volumeDir}/${RECORD_FILES[kind]}`;
  try {
    await replaceFile(path, text);
  } catch (cause) {
    throw new Error(`Cannot write "${path}"`, { cause });
  }
}

async function readRecord<T>(
  volumeDir: string,
  kind: keyof VolumeRecords,
  isRecord: (value: Record<string, unknown>) => boolean,
): Promise<T | undefined> {
  const path = `${volumeDir}/${RECORD_FILES[kind]}`;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new Error(`Cannot read "${path}"`, { cause: error });
  }
  const value = parseObject(text);
  if (value?.["version"] === 1 && isRecord(value)) {
    const { version: _version, ...record } = value;
    return record as T;
  }
  throw new Error(
    `Cannot understand "${path}": it was damaged, or written by another ` +
      `version of this program; move it away when nothing on the volume is needed`,
  );
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    return undefined;
  }
}

function isBootstrapRecord(value: Record<string, unknown>): boolean {
  return ["offered", "decided", "started"].includes(String(value["phase"])) &&
    areTexts(value, ["volumeId", "clusterHash"]) &&
    ["object", "undefined"].includes(typeof value["participants"]);
}

function isJoinRecord(value: Record<string, unknown>): boolean {
  const phases = ["removing", "adding", "added", "started", "promoted"];
  return phases.includes(String(value["phase"])) &&
    areTexts(value, ["clusterId"]);
}

function isTombstoneRecord(value: Record<string, unknown>): boolean {
  return areTexts(value, ["memberId", "clusterId"]);
}

function areTexts(
  value: Record<string, unknown>,
  keys: readonly string[],
): boolean {
  return keys.every((key) => typeof value[key] === "string");
}
