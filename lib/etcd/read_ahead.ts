import type { Logger } from "../log/logger.ts";
import { freeMemoryBytes } from "./free_memory.ts";

/** What {@linkcode readAhead} needs. */
export interface ReadAheadOptions {
  /** Directory of the data volume. */
  readonly dataVolumeDir: string;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Aborted when the validation has ended. */
  readonly signal: AbortSignal;
}

const BUFFER_BYTES = 1024 * 1024;
/** The rest stays for etcd and the sidecar. */
const MEMORY_FRACTION = 0.5;
/** Up to here the free memory is not asked for: where etcd runs, this fits. */
const SMALL_BYTES = 256 * 1024 * 1024;

/**
 * Reads databases and WALs of a data volume once, from end to end, while the
 * sidecar validates them: it reads them in random order, which is several
 * times slower from a disk than from the page cache. Never fails.
 */
export async function readAhead(options: ReadAheadOptions): Promise<void> {
  const { dataVolumeDir, logger, signal } = options;
  try {
    const files = await Array.fromAsync(findDataFiles(dataVolumeDir));
    const totalBytes = files.reduce((total, { size }) => total + size, 0);
    let budget = totalBytes <= SMALL_BYTES
      ? SMALL_BYTES
      : await freeMemoryBytes() * MEMORY_FRACTION;
    const buffer = new Uint8Array(BUFFER_BYTES);
    for (const { path } of files) {
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

interface DataFile {
  readonly path: string;
  readonly size: number;
}

/** The data directory is not known yet: the configuration comes later. */
async function* findDataFiles(dataVolumeDir: string): AsyncGenerator<DataFile> {
  for await (const entry of Deno.readDir(dataVolumeDir)) {
    if (!entry.isDirectory) continue;
    const member = `${dataVolumeDir}/${entry.name}/member`;
    yield* listFiles(`${member}/snap`, /^db$/);
    yield* listFiles(`${member}/wal`, /\.wal$/);
  }
}

async function* listFiles(
  dir: string,
  names: RegExp,
): AsyncGenerator<DataFile> {
  try {
    for await (const { isFile, name } of Deno.readDir(dir)) {
      if (!isFile || !names.test(name)) continue;
      const path = `${dir}/${name}`;
      yield { path, size: (await Deno.stat(path)).size };
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
