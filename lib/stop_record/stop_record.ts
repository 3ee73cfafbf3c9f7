import type { Health, LastStopFacts } from "../health/health.ts";
import type { HealthTracker } from "../health/health_tracker.ts";
import type { Logger } from "../log/logger.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { DeadlineError, withDeadline } from "../with_deadline.ts";
import {
  formatLastStop,
  type LastStopFile,
  lastStopPath,
  parseLastStop,
} from "./last_stop_file.ts";
import type { RunEnd } from "./run_end.ts";

/** The record of how runs of this member end. */
export interface StopRecord {
  /** Notes that a run goes on: a run without an end is told by it. */
  readonly begin: () => Promise<void>;
  /** Records the end of this run. */
  readonly end: (end: RunEnd) => Promise<void>;
}

/** What {@linkcode openStopRecord} needs. */
export interface StopRecordOptions {
  /** Directory of the data volume. */
  readonly dataVolumeDir: string;
  /** Told how the run before this one ended. */
  readonly health: HealthTracker;
  /** Gets what goes wrong, which never keeps the member from running. */
  readonly logger: Logger;
}

const NOTHING: LastStopFile = {
  lastStop: undefined,
  runningSinceMs: undefined,
  restartsByCause: {},
};
const FOREIGN: ReadonlySet<number> = new Set([
  EXIT_CODE.wrongVolume,
  EXIT_CODE.locked,
]);
/** A disk that does not answer must not hold up a start or an end. */
const TIMEOUT_MS = 1000;

/** Opens the record, and tells the health how the run before this one ended. */
export async function openStopRecord(
  options: StopRecordOptions,
): Promise<StopRecord> {
  const { health } = options;
  const earlier = await read(options);
  const lastStop = lastStopOf(earlier);
  const restartsByCause = { ...earlier.restartsByCause };
  if (lastStop !== undefined) {
    const { cause } = lastStop;
    restartsByCause[cause] = (restartsByCause[cause] ?? 0) + 1;
    health.update({ lastStop: { ...lastStop, restartsByCause } });
  }
  let pending = Promise.resolve();
  function writeNext(file: LastStopFile): Promise<void> {
    pending = pending.then(() => write(file, options));
    return pending;
  }
  return {
    begin() {
      const runningSinceMs = health.current.startedAtMs;
      return writeNext({ lastStop, runningSinceMs, restartsByCause });
    },
    async end(end) {
      // What is there belongs to somebody else.
      if (FOREIGN.has(end.exitCode)) return;
      const facts = factsOf(end, health.current);
      await writeNext({
        lastStop: { ...facts, restartsByCause },
        runningSinceMs: undefined,
        restartsByCause,
      });
    },
  };
}

/** A run that began and has no end was killed, whatever stands there. */
function lastStopOf(
  { lastStop, runningSinceMs, restartsByCause }: LastStopFile,
): LastStopFacts | undefined {
  if (runningSinceMs === undefined) return lastStop;
  const began = new Date(runningSinceMs).toISOString();
  return {
    atMs: undefined,
    cause: "Unknown",
    signal: undefined,
    phase: undefined,
    isClean: false,
    durationMs: undefined,
    exitCode: undefined,
    error: `the run that began at ${began} left no record of its end`,
    etcdVersion: undefined,
    raftIndex: undefined,
    restartsByCause,
  };
}

function factsOf(
  end: RunEnd,
  { timeline, versions, member }: Health,
): Omit<LastStopFacts, "restartsByCause"> {
  const { cause, signal, exitCode, error, isClean, endedAtMs } = end;
  const stopping = timeline.findLast(({ name }) => name === "stopping");
  const before = timeline.findLast(({ name }) => name !== "stopping");
  return {
    atMs: endedAtMs,
    cause,
    signal,
    phase: before?.name,
    isClean,
    durationMs: stopping === undefined
      ? undefined
      : Math.max(endedAtMs - stopping.fromMs, 0),
    exitCode,
    error,
    etcdVersion: versions.etcd,
    raftIndex: member?.raftAppliedIndex,
  };
}

async function read(
  { dataVolumeDir, logger }: StopRecordOptions,
): Promise<LastStopFile> {
  const path = lastStopPath(dataVolumeDir);
  try {
    return parseLastStop(await limited(() => Deno.readTextFile(path)));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      logger.warn("cannot use the record of the last stop, it is ignored", {
        path,
        error,
      });
    }
    return NOTHING;
  }
}

/** Atomic, and not synced: it tells of the program's end, not the machine's. */
async function write(
  file: LastStopFile,
  { dataVolumeDir, logger }: StopRecordOptions,
): Promise<void> {
  const path = lastStopPath(dataVolumeDir);
  const temporary = `${path}.tmp`;
  try {
    await limited(async () => {
      await Deno.writeTextFile(temporary, formatLastStop(file), {
        mode: 0o600,
      });
      await Deno.rename(temporary, path);
    });
  } catch (error) {
    logger.warn("cannot record how the run goes and ends", { path, error });
    if (error instanceof DeadlineError) return;
    await Deno.remove(temporary).catch(() => {/* it may not exist */});
  }
}

/** The step itself cannot be ended: it is left behind. */
async function limited<T>(step: () => Promise<T>): Promise<T> {
  const never = new AbortController().signal;
  return await withDeadline(TIMEOUT_MS, never, (signal) =>
    Promise.race([
      step(),
      new Promise<never>((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      ),
    ]));
}
