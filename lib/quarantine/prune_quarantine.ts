import { dirname } from "@std/path/posix/dirname";
import type { Logger } from "../log/logger.ts";
import { namesIn } from "../validation/names_in.ts";
import { listQuarantine, type QuarantineEntry } from "./list_quarantine.ts";
import { hasBegun } from "./move_directory.ts";
import { knownRoots } from "./quarantine_place.ts";
import { NEVER_USED_CODE } from "./quarantine_report.ts";

/** How much may be kept of what was moved aside. */
export interface QuarantineLimits {
  /** More entries than this are removed, the oldest first; at least 1. */
  readonly maxCount: number;
  /** Entries are removed until so much of the volume is free; 0: no limit. */
  readonly minFreePercent: number;
}

/** What {@linkcode pruneQuarantine} needs. */
export interface PruneOptions extends QuarantineLimits {
  /** etcd's data directory. */
  readonly dataDir: string;
  /** Its directory of logs, empty if inside of the data directory. */
  readonly walDir: string;
  /** Gets what is removed. */
  readonly logger: Logger;
  /** Gives the free part of the volume. @default {what the system says} */
  readonly freePercent?: (dir: string) => Promise<number>;
}

const REMOVING = ".removing-";

/**
 * Keeps to the limits, the oldest entry first. Never removed are the newest
 * one, the newest one that still holds a member's data, and anything whose
 * report is missing, odd or not complete.
 */
export async function pruneQuarantine(options: PruneOptions): Promise<void> {
  const { dataDir, walDir, maxCount, logger } = options;
  await removeLeftovers(dataDir);
  if (walDir !== "") await removeLeftovers(walDir);
  const entries = [...await listQuarantine(dataDir)]
    .filter(({ report }) => report.state === "complete");
  const kept = new Set([entries.at(-1), await findNewestData(entries)]);
  let count = entries.length;
  for (const entry of entries) {
    if (kept.has(entry)) continue;
    const reason = count > Math.max(maxCount, 1)
      ? `more than ${maxCount} are kept`
      : await spaceReason(entry.dir, options);
    if (reason === undefined) return;
    await removeEntry(entry);
    count--;
    const { time, code } = entry.report;
    logger.warn("removed an old invalid data directory for good", {
      quarantine: entry.dir,
      time,
      code,
      reason,
    });
  }
}

/** Data that was put back, or never used, is no reason to give up other. */
async function findNewestData(
  entries: readonly QuarantineEntry[],
): Promise<QuarantineEntry | undefined> {
  for (const entry of entries.toReversed()) {
    const { code, moves } = entry.report;
    if (code === NEVER_USED_CODE) continue;
    const held = await Promise.all(moves.map(hasBegun));
    if (held.includes(true)) return entry;
  }
  return undefined;
}

async function spaceReason(
  dir: string,
  options: PruneOptions,
): Promise<string | undefined> {
  const { minFreePercent, freePercent = readFreePercent, logger } = options;
  if (minFreePercent <= 0) return undefined;
  try {
    const percent = await freePercent(dir);
    return percent < minFreePercent
      ? `${percent.toFixed(1)} % of the volume are free, less than ` +
        `${minFreePercent} %`
      : undefined;
  } catch (error) {
    logger.warn("cannot tell how much of the volume is free, keeping all", {
      quarantine: dir,
      error,
    });
    return undefined;
  }
}

async function readFreePercent(dir: string): Promise<number> {
  // Loaded only where there is something that could be removed.
  const { statfs } = await import("node:fs/promises");
  const { bavail, blocks } = await statfs(dir);
  return bavail / blocks * 100;
}

/** Renamed first: what a kill leaves of it is no entry any more. */
async function removeEntry({ dir, id, report }: QuarantineEntry) {
  for (const { to } of report.moves.slice(1)) {
    const other = dirname(to);
    // A report that was edited must not lead to anything else.
    if (other.endsWith(`.quarantine/${id}`)) await removeAtOnce(other);
  }
  await removeAtOnce(dir);
}

async function removeAtOnce(dir: string): Promise<void> {
  const removing = dir.replace(/[^/]+$/, (name) => `${REMOVING}${name}`);
  try {
    await Deno.rename(dir, removing);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  await Deno.remove(removing, { recursive: true });
}

async function removeLeftovers(dir: string): Promise<void> {
  for (const root of await knownRoots(dir)) {
    for (const name of await namesIn(root)) {
      if (!name.startsWith(REMOVING)) continue;
      await Deno.remove(`${root}/${name}`, { recursive: true });
    }
  }
}
