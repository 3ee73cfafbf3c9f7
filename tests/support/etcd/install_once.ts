import type { LogLine } from "./progress.ts";

/** What is installed, and where. */
export interface InstallOnceOptions {
  /** The folder that appears, complete, at the end. */
  readonly directory: string;
  /** Says whether the folder holds what is wanted. */
  readonly isInstalled: () => Promise<boolean>;
  /** Fills an empty folder, which then takes its place under `directory`. */
  readonly fill: (emptyDirectory: string) => Promise<void>;
  readonly log: LogLine;
}

/** A wait that is longer than this is worth a line. */
const QUIET_WAIT_MS = 1_000;

/**
 * Installs a folder unless it is there. One process works at a time, others
 * wait and find its result; half a folder is never seen under the name.
 *
 * The lock is the kernel's, on an open file: it ends with its process, so
 * that a lock which outlives its owner does not exist.
 */
export async function installOnce(options: InstallOnceOptions): Promise<void> {
  const { directory, isInstalled, fill, log } = options;
  if (await isInstalled()) return;
  await Deno.mkdir(parentOf(directory), { recursive: true });
  using lockFile = await Deno.open(`${directory}.lock`, {
    create: true,
    write: true,
  });
  const timer = setTimeout(
    () => log(`Another process is at it, waiting for its lock: ${directory}`),
    QUIET_WAIT_MS,
  );
  try {
    await lockFile.lock(true);
  } finally {
    clearTimeout(timer);
  }
  if (await isInstalled()) return;
  const temporary = `${directory}.new`;
  // Left behind by a process that was killed: we hold the lock, so it is ours.
  await removeIfThere(temporary);
  try {
    await Deno.mkdir(temporary);
    await fill(temporary);
    await removeIfThere(directory);
    await Deno.rename(temporary, directory);
  } finally {
    await removeIfThere(temporary);
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
