import type { Logger } from "../log/logger.ts";
import { listQuarantine } from "./list_quarantine.ts";
import { completeEntry, discardEntry } from "./move_aside.ts";
import { hasBegun } from "./move_directory.ts";

/**
 * Goes on with a move that a kill interrupted. Has nothing been moved yet, the
 * data is left to the next validation: it may have been replaced meanwhile.
 */
export async function finishQuarantine(
  dataDir: string,
  logger: Logger,
): Promise<void> {
  for (const entry of await listQuarantine(dataDir)) {
    const { state, moves } = entry.report;
    if (state === "complete") continue;
    const begun = await Promise.all(moves.map(hasBegun));
    if (!begun.includes(true)) {
      await discardEntry(entry.dir);
      continue;
    }
    await completeEntry(entry);
    logger.warn("went on moving an invalid data directory aside", {
      quarantine: entry.dir,
    });
  }
}
