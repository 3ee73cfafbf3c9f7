import type { Logger } from "../log/logger.ts";

/** Signals after which the next start may do with a sanity validation. */
export type RecordedSignal = "SIGTERM" | "SIGINT";

/** What the last run left behind about its end. */
export interface ExitRecord {
  /** True when etcd was closed cleanly by a signal. */
  readonly isClean: boolean;
  /** The file's content, trimmed; empty when there is none. */
  readonly captured: string;
}

/** Go's names of the two signals, which the original writes. */
const WORDS: Readonly<Record<RecordedSignal, string>> = {
  SIGTERM: "terminated",
  SIGINT: "interrupt",
};

/** The files of one data volume that tell how the last run ended. */
export interface ExitRecordPaths {
  /** The record itself. */
  readonly exitCodeFile: string;
  /** Left by old versions of the original; only ever removed. */
  readonly validationMarkerFile: string;
}

/** The paths of both files on a data volume. */
export function exitRecordPaths(dataVolumeDir: string): ExitRecordPaths {
  return {
    exitCodeFile: `${dataVolumeDir}/exit_code`,
    validationMarkerFile: `${dataVolumeDir}/validation_marker`,
  };
}

/** Reads the record; what cannot be read counts as an unclean end. */
export async function readExitRecord(
  paths: ExitRecordPaths,
  logger: Logger,
): Promise<ExitRecord> {
  try {
    const captured = (await Deno.readTextFile(paths.exitCodeFile)).trim();
    return {
      isClean: Object.values(WORDS).includes(captured),
      captured,
    };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      logger.warn(
        "error in checking if exitCodeFile exists, assuming full-validation to be done.",
        { exitCodeFilePath: paths.exitCodeFile, error },
      );
    }
    return { isClean: false, captured: "" };
  }
}

/** Removes what the validation mode was chosen by, if it is there. */
export async function removeValidationMarker(
  paths: ExitRecordPaths,
  logger: Logger,
): Promise<void> {
  await removeFile(paths.validationMarkerFile, logger);
}

/**
 * Removes the record. This must be done before etcd is started: a start that
 * fails has to lead to a full validation, not to the same start again.
 */
export async function consumeExitRecord(
  paths: ExitRecordPaths,
  logger: Logger,
): Promise<void> {
  await removeFile(paths.exitCodeFile, logger);
}

/** Writes the record of a clean end, atomically; a failure is only logged. */
export async function writeExitRecord(
  paths: ExitRecordPaths,
  signal: RecordedSignal,
  logger: Logger,
): Promise<void> {
  const temporary = `${paths.exitCodeFile}.tmp`;
  try {
    await Deno.writeTextFile(temporary, WORDS[signal], { mode: 0o600 });
    await Deno.rename(temporary, paths.exitCodeFile);
  } catch (error) {
    logger.warn("cannot record the clean end, the next validation is full", {
      exitCodeFilePath: paths.exitCodeFile,
      error,
    });
    await Deno.remove(temporary).catch(() => {/* it may not exist */});
  }
}

async function removeFile(path: string, logger: Logger): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    logger.warn("cannot remove a file of the last run", { path, error });
  }
}
