import type { Logger } from "../log/logger.ts";
import { freeMemoryBytes } from "./free_memory.ts";

/** What {@linkcode readAhead} needs. */
export interface ReadAheadOptions {
  readonly dataVolumeDir: string;
  readonly logger: Logger;
  /** Aborted when the validation has ended. */
  readonly signal: AbortSignal;
}

const BUFFER_BYTES = 1024 * 1024;
/** The rest stays for etcd and the sidecar. */
const MEMORY_FRACTION = 0.5;

/**
 * Reads databases and WALs of a data volume once, from end to end, while the
 * sidecar validates them: it reads them in random order, which is several
 * times slower from a disk than from the page cache. Never fails.
 */
export async function readAhead(options: ReadAheadOptions): Promise<void> {
  const { dataVolumeDir, logger, signal } = options;
  try {
    let budget = freeMemoryBytes() * MEMORY_FRACTION;
    const buffer = new Uint8Array(BUFFER_BYTES);
    for await (const path of findDataFiles(dataVolumeDir)) {
      if (signal.aborted || budget <= 0) return;
      budget -= await readFile(path, buffer, budget, signal);
    }
    logger.debug("read the data ahead of the validation", { dataVolumeDir });
  } catch (error) {
    logger.debug("cannot read the data ahead of the validation", {
      dataVolumeDir,
      error,
    });
  }
}

/** The data directory is not known yet: the configuration comes later. */
async function* findDataFiles(dataVolumeDir: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(dataVolumeDir)) {
    if (!entry.isDirectory) continue;
    const member = `${dataVolumeDir}/${entry.name}/member`;
    for (const dir of [`${member}/snap`, `${member}/wal`]) {
      yield* listFiles(dir);
    }
  }
}

async function* listFiles(dir: string): AsyncGenerator<string> {
  try {
    for await (const entry of Deno.readDir(dir)) {
      if (entry.isFile) yield `${dir}/${entry.name}`;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function readFile(
  path: string,
  buffer: Uint8Array,
  budget: number,
  signal: AbortSignal,
): Promise<number> {
  using file = await Deno.open(path);
  let total = 0;
  while (total < budget && !signal.aborted) {
    const count = await file.read(buffer);
    if (count === null) break;
    total += count;
  }
  return total;
}
