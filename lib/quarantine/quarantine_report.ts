import { replaceFile } from "../replace_file.ts";
import type { Finding } from "../validation/finding.ts";

/** One directory that is moved. */
export interface QuarantineMove {
  /** Where it was. */
  readonly from: string;
  /** Where it is. */
  readonly to: string;
  /**
   * A `rename` moves it at once; where the place itself has to stay, because a
   * volume is mounted on it, its `content` is moved name by name.
   */
  readonly way: "rename" | "content";
}

/** The file `report.json` of an entry: why it is there, and how it got there. */
export interface QuarantineReport {
  /** Version of this format. */
  readonly formatVersion: 1;
  /** An entry that is still `moving` was interrupted by a kill. */
  readonly state: "moving" | "complete";
  /** When the data was found invalid, in UTC. */
  readonly time: string;
  /** The finding that decided. */
  readonly code: string;
  /** What was or is to be moved, in this order. */
  readonly moves: readonly QuarantineMove[];
  /** Everything that validation found. */
  readonly findings: readonly Finding[];
  /** What is known of the member and its data. */
  readonly facts: unknown;
  /** The programs that took part. */
  readonly versions: Readonly<Record<string, string>>;
  /** What to do to get the data back. */
  readonly restore: readonly string[];
}

/** By what is moved aside for this, nothing was ever acknowledged. */
export const NEVER_USED_CODE = "MEMBER_NO_ENTRIES";

/** Path of the report of an entry. */
export function reportPath(entryDir: string): string {
  return `${entryDir}/report.json`;
}

/** Writes a report, atomically and lastingly. */
export async function writeReport(
  entryDir: string,
  report: QuarantineReport,
): Promise<void> {
  const text = JSON.stringify(report, (_key, value) =>
    // IDs as etcd prints them would be longer to tell apart from indexes.
    typeof value === "bigint" ? String(value) : value, 2);
  await replaceFile(reportPath(entryDir), `${text}\n`);
}

/** Reads a report; `undefined` for what this program has not written. */
export async function readReport(
  entryDir: string,
): Promise<QuarantineReport | undefined> {
  try {
    const value: unknown = JSON.parse(
      await Deno.readTextFile(reportPath(entryDir)),
    );
    return isReport(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

function isReport(value: unknown): value is QuarantineReport {
  if (typeof value !== "object" || value === null) return false;
  const { formatVersion, state, time, code, moves } = value as Record<
    string,
    unknown
  >;
  return formatVersion === 1 && (state === "moving" || state === "complete") &&
    typeof time === "string" && typeof code === "string" &&
    Array.isArray(moves) && moves.every(isMove);
}

function isMove(value: unknown): value is QuarantineMove {
  if (typeof value !== "object" || value === null) return false;
  const { from, to, way } = value as Record<string, unknown>;
  return typeof from === "string" && typeof to === "string" &&
    (way === "rename" || way === "content");
}
