import type { Logger } from "../log/logger.ts";

/** A data directory that is something else. */
export class DataDirError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "DataDirError";
}

/**
 * Gives every file under `dir` the mode 0600: on a Kubernetes volume with an
 * fsGroup they become readable and writable for the group. Directories and
 * symbolic links stay as they are; a missing directory is fine.
 *
 * @throws {DataDirError} When `dir` is not a directory.
 */
export async function restrictFileModes(
  dir: string,
  logger: Logger,
): Promise<void> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(dir);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw new DataDirError(`Cannot read the data directory "${dir}"`, {
      cause: error,
    });
  }
  if (!info.isDirectory) {
    throw new DataDirError(
      `Cannot use "${dir}" as data directory: it is not a directory`,
    );
  }
  await restrictEntries(dir, logger);
}

async function restrictEntries(dir: string, logger: Logger): Promise<void> {
  for await (const entry of Deno.readDir(dir)) {
    const path = `${dir}/${entry.name}`;
    if (entry.isDirectory) await restrictEntries(path, logger);
    else if (entry.isSymlink) {
      logger.warn("skipped a symbolic link in the data directory", { path });
    } else await restrictFile(path, logger);
  }
}

async function restrictFile(path: string, logger: Logger): Promise<void> {
  try {
    const { mode } = await Deno.lstat(path);
    if (mode !== null && (mode & 0o777) === 0o600) return;
    await Deno.chmod(path, 0o600);
  } catch (error) {
    logger.warn("cannot set the mode of a file to 0600", { path, error });
  }
}
