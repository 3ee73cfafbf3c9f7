import { dirname } from "@std/path/posix/dirname";
import { syncDirectory } from "../sync_directory.ts";
import type { Finding } from "../validation/finding.ts";
import { namesIn } from "../validation/names_in.ts";
import type { QuarantineEntry } from "./list_quarantine.ts";
import { moveDirectory } from "./move_directory.ts";
import {
  findPlaces,
  type QuarantinePlace,
  quarantineRoots,
} from "./quarantine_place.ts";
import {
  type QuarantineMove,
  type QuarantineReport,
  reportPath,
  writeReport,
} from "./quarantine_report.ts";

/** What {@linkcode moveAside} needs. */
export interface MoveAsideOptions {
  /** etcd's data directory. */
  readonly dataDir: string;
  /** etcd's directory of logs, empty if inside of the data directory. */
  readonly walDir: string;
  /** The finding that decided, which the entry is named after. */
  readonly code: string;
  /** Everything that validation found. */
  readonly findings: readonly Finding[];
  /** What is known of the member and its data. */
  readonly facts: unknown;
  /** The programs that took part. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Moves a data directory, and a log directory of its own, aside on the same
 * volume. Nothing is copied and nothing is removed. The report is written
 * first: by it a start after a kill goes on, see `finishQuarantine`.
 *
 * @throws {Error} When the directory cannot be moved; it is where it was then.
 */
export async function moveAside(
  options: MoveAsideOptions,
): Promise<QuarantineEntry> {
  let failure: unknown;
  for (const place of await findPlaces(options.dataDir)) {
    const entry = await createEntry(place, options).catch((error) => {
      if (!isElsewherePossible(error)) throw wrap(error, options);
      failure = error;
    });
    if (entry === undefined) continue;
    try {
      const [data] = entry.report.moves;
      if (data !== undefined) await moveDirectory(data);
    } catch (error) {
      await discardEntry(entry.dir);
      if (!isElsewherePossible(error)) throw wrap(error, options);
      failure = error;
      continue;
    }
    return await completeEntry(entry);
  }
  throw wrap(failure, options);
}

/** Does all moves of an entry that are not done, and says so in its report. */
export async function completeEntry(
  entry: QuarantineEntry,
): Promise<QuarantineEntry> {
  for (const move of entry.report.moves) {
    await Deno.mkdir(dirname(move.to), { recursive: true, mode: 0o700 });
    await moveDirectory(move);
  }
  const report = { ...entry.report, state: "complete" } as const;
  await writeReport(entry.dir, report);
  return { ...entry, report };
}

/** Removes an entry that nothing was moved to, as far as it is its own. */
export async function discardEntry(dir: string): Promise<void> {
  await Deno.remove(reportPath(dir)).catch(ignoreMissing);
  for (const name of await namesIn(dir)) {
    const isLeftover = name === "data" || name.startsWith(".etcd-");
    if (isLeftover) await Deno.remove(`${dir}/${name}`);
  }
  for (const empty of [dir, dirname(dir)]) {
    await Deno.remove(empty).catch(() => {/* there is something else in it */});
  }
}

async function createEntry(
  { from, root, way }: QuarantinePlace,
  options: MoveAsideOptions,
): Promise<QuarantineEntry> {
  const time = new Date().toISOString();
  await Deno.mkdir(root, { recursive: true, mode: 0o700 });
  const id = await createDirectory(root, entryName(time, options.code));
  const dir = `${root}/${id}`;
  const moves: QuarantineMove[] = [{ from, to: `${dir}/data`, way }];
  const { walDir } = options;
  if (walDir !== "" && !`${walDir}/`.startsWith(`${from}/`)) {
    // On another volume perhaps, so it stays beside its own place.
    const to = `${quarantineRoots(walDir)[0]}/${id}/wal`;
    moves.push({ from: walDir, to, way: "rename" });
  }
  const report = createReport(time, moves, options);
  await writeReport(dir, report);
  await syncDirectory(root);
  return { dir, id, report };
}

function createReport(
  time: string,
  moves: readonly QuarantineMove[],
  { code, findings, facts, versions }: MoveAsideOptions,
): QuarantineReport {
  return {
    formatVersion: 1,
    state: "moving",
    time,
    code,
    moves,
    findings,
    facts,
    versions,
    restore: [
      "Stop the member, and move what is at its place aside.",
      ...moves.map(({ from, to, way }) =>
        way === "rename"
          ? `mv ${quote(to)} ${quote(from)}`
          : `mv ${quote(to)}/* ${quote(from)}/`
      ),
      "What is wrong with the data is still wrong then: see the findings.",
    ],
  };
}

/** A name that sorts by time and is one on every file system. */
function entryName(time: string, code: string): string {
  const compact = time.replace(/\.\d+Z$/, "Z").replaceAll(/[-:]/g, "");
  return `${compact}-${code.replaceAll(/[^A-Za-z0-9_]/g, "_")}`;
}

async function createDirectory(root: string, name: string): Promise<string> {
  for (let number = 1;; number++) {
    const id = number === 1 ? name : `${name}-${number}`;
    try {
      await Deno.mkdir(`${root}/${id}`, { mode: 0o700 });
      return id;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/** A volume is mounted there, or nothing may be created beside it. */
function isElsewherePossible(error: unknown): boolean {
  if (error instanceof Deno.errors.PermissionDenied) return true;
  if (error instanceof Deno.errors.NotCapable) return true;
  const { code } = error as { readonly code?: unknown };
  return ["EBUSY", "EXDEV", "EROFS"].includes(String(code));
}

function wrap(cause: unknown, { dataDir }: MoveAsideOptions): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `Cannot move the invalid data directory "${dataDir}" aside: ${reason}`,
    { cause },
  );
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
