import type { Logger } from "../log/logger.ts";
import {
  type ExitRecordPaths,
  readExitRecord,
  removeValidationMarker,
} from "./exit_record.ts";

/**
 * Chooses how thoroughly the data is validated: a quick look will do when the
 * last run recorded that it closed etcd cleanly.
 */
export async function chooseValidationMode(
  exitRecord: ExitRecordPaths,
  logger: Logger,
): Promise<"sanity" | "full"> {
  const record = await readExitRecord(exitRecord, logger);
  await removeValidationMarker(exitRecord, logger);
  if (!record.isClean) return "full";
  logger.info(
    "last captured exit code read, assuming sanity validation to be done.",
    {
      exitCodeFilePath: exitRecord.exitCodeFile,
      "signal-captured": record.captured,
    },
  );
  return "sanity";
}
