import type { LastStopFacts } from "../health/health.ts";
import { type RunEndCause, STOP_CAUSES } from "../health/stop_cause.ts";

/** What `last_stop.json` holds. */
export interface LastStopFile {
  /** Undefined before the first recorded end. */
  readonly lastStop: LastStopFacts | undefined;
  /** When the run began that has no recorded end yet; undefined: it has. */
  readonly runningSinceMs: number | undefined;
  /** How often the member was started again, by how the run before ended. */
  readonly restartsByCause: Readonly<Record<string, number>>;
}

/** The file's path on a data volume. */
export function lastStopPath(dataVolumeDir: string): string {
  return `${dataVolumeDir}/last_stop.json`;
}

/** Writes the content down; times as in a log line, what is not known null. */
export function formatLastStop(file: LastStopFile): string {
  const { lastStop, runningSinceMs, restartsByCause } = file;
  const document = {
    schemaVersion: 1,
    at: timeText(lastStop?.atMs),
    cause: lastStop?.cause ?? null,
    signal: lastStop?.signal ?? null,
    phase: lastStop?.phase ?? null,
    clean: lastStop?.isClean ?? null,
    durationMs: lastStop?.durationMs ?? null,
    exitCode: lastStop?.exitCode ?? null,
    error: lastStop?.error ?? null,
    etcdVersion: lastStop?.etcdVersion ?? null,
    raftIndex: lastStop?.raftIndex ?? null,
    restartsByCause,
    runningSince: timeText(runningSinceMs),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Reads what {@linkcode formatLastStop} has written.
 *
 * @throws {Error} When it is anything else.
 */
export function parseLastStop(text: string): LastStopFile {
  const raw: unknown = JSON.parse(text);
  if (typeof raw !== "object" || raw === null) throw new Error("no object");
  const fields = createReader(raw as Readonly<Record<string, unknown>>);
  const version = fields.number("schemaVersion");
  if (version !== 1) throw new Error(`schemaVersion is ${version}, not 1`);
  const cause = fields.text("cause");
  if (cause !== undefined && !(cause in STOP_CAUSES)) {
    throw new Error(`there is no cause "${cause}"`);
  }
  return {
    lastStop: cause === undefined ? undefined : {
      atMs: fields.time("at"),
      cause: cause as RunEndCause,
      signal: fields.text("signal"),
      phase: fields.text("phase"),
      isClean: fields.value("clean") === true,
      durationMs: fields.number("durationMs"),
      exitCode: fields.number("exitCode"),
      error: fields.text("error"),
      etcdVersion: fields.text("etcdVersion"),
      raftIndex: fields.number("raftIndex"),
      restartsByCause: fields.counts("restartsByCause"),
    },
    runningSinceMs: fields.time("runningSince"),
    restartsByCause: fields.counts("restartsByCause"),
  };
}

interface Reader {
  readonly value: (name: string) => unknown;
  readonly text: (name: string) => string | undefined;
  readonly number: (name: string) => number | undefined;
  readonly time: (name: string) => number | undefined;
  readonly counts: (name: string) => Readonly<Record<string, number>>;
}

function createReader(raw: Readonly<Record<string, unknown>>): Reader {
  function typed(name: string, type: "string" | "number"): unknown {
    const value = raw[name] ?? undefined;
    if (value !== undefined && typeof value !== type) {
      throw new Error(`${name} is no ${type}`);
    }
    return value;
  }
  const text = (name: string) => typed(name, "string") as string | undefined;
  return {
    value: (name) => raw[name],
    text,
    number: (name) => typed(name, "number") as number | undefined,
    time(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const timeMs = Date.parse(value);
      if (Number.isNaN(timeMs)) throw new Error(`${name} is no time`);
      return timeMs;
    },
    counts(name) {
      const entries = Object.entries(raw[name] ?? {});
      // Labels of a metric: only what is known, and whole numbers.
      return Object.fromEntries(
        entries.filter(([cause, count]) =>
          cause in STOP_CAUSES && Number.isSafeInteger(count) && count >= 0
        ),
      );
    },
  };
}

function timeText(timeMs: number | undefined): string | null {
  return timeMs === undefined ? null : new Date(timeMs).toISOString();
}
