import { namesIn } from "../names_in.ts";
import { parseSegmentName } from "../wal/segment_name.ts";
import type { DataDirState } from "./member_report.ts";

/** Where the parts of a member lie. */
export interface MemberPaths {
  /** etcd's `data-dir`. */
  readonly dataDir: string;
  /** Directory of the segments of the log. */
  readonly walDir: string;
  /** Directory of the snapshots and the database. */
  readonly snapDir: string;
  /** The database. */
  readonly database: string;
}

/** Says where etcd has its files; the log can be in a directory of its own. */
export function memberPaths(
  dataDir: string,
  walDir: string | undefined,
): MemberPaths {
  const member = `${dataDir}/member`;
  return {
    dataDir,
    walDir: walDir === undefined || walDir === "" ? `${member}/wal` : walDir,
    snapDir: `${member}/snap`,
    database: `${member}/snap/db`,
  };
}

/**
 * Says what a data directory holds, by the names in it. Where `member` lies
 * without a segment and without a snapshot file, just the database can tell
 * an unfinished member from one that has lost its log.
 */
export async function readDataDir(
  { dataDir, walDir, snapDir }: MemberPaths,
): Promise<DataDirState> {
  const isThere = await isDirectory(dataDir);
  if (await hasSegment(walDir)) return "member";
  if (!isThere) return "missing";
  const names = (await namesIn(dataDir)).filter((name) => !OTHERS.has(name));
  if (names.length === 0) return "empty";
  if (!names.includes("member")) return "foreign";
  const snaps = (await namesIn(snapDir)).filter((name) =>
    /\.snap(\.db)?$/.test(name)
  );
  return snaps.length === 0 ? "unfinished" : "member";
}

/** Every ext file system has the one; what was moved aside is the other. */
const OTHERS: ReadonlySet<string> = new Set(["lost+found", "quarantine"]);

/** etcd takes a directory with one for a member that exists. */
async function hasSegment(walDir: string): Promise<boolean> {
  const names = await namesIn(walDir);
  return names.some((name) => parseSegmentName(name) !== undefined);
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    const { isDirectory } = await Deno.stat(path);
    if (isDirectory) return true;
    throw new Deno.errors.NotADirectory("it is not a directory");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
