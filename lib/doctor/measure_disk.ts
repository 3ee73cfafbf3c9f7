/** How long it takes until a write is safe on the disk. */
export interface DiskLatency {
  /** Writes that were measured. */
  readonly count: number;
  /** Half of them took no longer. */
  readonly p50Ms: number;
  /** Nine of ten took no longer. */
  readonly p90Ms: number;
  /** 99 of 100 took no longer. */
  readonly p99Ms: number;
  /** The longest. */
  readonly maxMs: number;
  /** How many took at most so many milliseconds, by bound; the rest is `Inf`. */
  readonly histogram: Readonly<Record<string, number>>;
}

/** What {@linkcode measureDisk} needs. */
export interface MeasureDiskOptions {
  /** Path of the file that is written, and removed. */
  readonly path: string;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Writes at most. @default {200} */
  readonly writes?: number;
  /** It is enough then, however few. @default {3000} */
  readonly limitMs?: number;
}

/** As large as the writes of etcd's log are in etcd's own measurements. */
const WRITE_BYTES = 2300;
const BOUNDS_MS = [1, 2, 5, 10, 20, 50, 100, 1000];

/**
 * Writes a small file and has each write brought to the disk, as etcd does
 * with its log. The file is gone afterwards, whatever happens.
 */
export async function measureDisk(
  { path, signal, writes = 200, limitMs = 3000 }: MeasureDiskOptions,
): Promise<DiskLatency> {
  const endMs = performance.now() + limitMs;
  const block = new Uint8Array(WRITE_BYTES).fill(0x65);
  const times: number[] = [];
  using file = await Deno.open(path, {
    createNew: true,
    write: true,
    mode: 0o600,
  });
  try {
    while (times.length < writes && performance.now() < endMs) {
      signal.throwIfAborted();
      const beganMs = performance.now();
      await writeAll(file, block);
      await file.syncData();
      times.push(performance.now() - beganMs);
    }
  } finally {
    await Deno.remove(path);
  }
  return summarize(times);
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) rest = rest.subarray(await file.write(rest));
}

function summarize(times: readonly number[]): DiskLatency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) => {
    const index = Math.max(0, Math.ceil(sorted.length * part) - 1);
    return Math.round((sorted[index] ?? 0) * 100) / 100;
  };
  const histogram: Record<string, number> = {};
  for (const boundMs of BOUNDS_MS) {
    histogram[boundMs] = sorted.filter((timeMs) => timeMs <= boundMs).length;
  }
  histogram["Inf"] = sorted.length;
  return {
    count: sorted.length,
    p50Ms: at(0.5),
    p90Ms: at(0.9),
    p99Ms: at(0.99),
    maxMs: at(1),
    histogram,
  };
}
