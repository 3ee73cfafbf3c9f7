import {
  configureSync,
  getLogger,
  type Logger,
  type LogLevel as TapeLevel,
  type LogRecord,
  resetSync,
} from "@logtape/logtape";
import { findCaller } from "./caller.ts";
import { formatJsonLine, formatTextLine, type LogLine } from "./log_line.ts";
import type { LogLevel } from "./log_level.ts";

export type { Logger };

/** Takes one finished log line, without its newline. */
export type LineWriter = (line: string) => void;

/** What {@linkcode createLogger} needs. */
export interface LoggerOptions {
  /** Lowest level that is written. */
  readonly level: LogLevel;
  /** Format of the lines. */
  readonly format: "json" | "text";
  /** Where the lines go; must not block. */
  readonly write: LineWriter;
}

/** Configures LogTape with this program's line format and gives its logger. */
export function createLogger(options: LoggerOptions): Logger {
  const { level, format, write } = options;
  const formatLine = format === "json" ? formatJsonLine : formatTextLine;
  configureSync({
    reset: true,
    sinks: { lines: (record) => write(formatLine(toLine(record))) },
    loggers: [
      {
        category: "etcd-wrapper",
        lowestLevel: toTapeLevel(level),
        sinks: ["lines"],
      },
      { category: ["logtape", "meta"], sinks: [] },
    ],
  });
  return getLogger("etcd-wrapper");
}

/** Takes the configuration back, so that nothing of it is left behind. */
export function resetLogger(): void {
  resetSync();
}

function toLine(record: LogRecord): LogLine {
  const level = toLevel(record.level);
  // LogTape calls its sinks within the log call, so the stack still shows it.
  const { caller, stack } = findCaller(new Error().stack ?? "");
  const isFailure = level === "error" || level === "fatal";
  return {
    level,
    timestampMs: record.timestamp,
    caller,
    // LogTape would take braces in a text from outside for placeholders.
    message: typeof record.rawMessage === "string"
      ? record.rawMessage
      : record.message.join(""),
    fields: record.properties,
    stack: isFailure ? stack : undefined,
  };
}

function toLevel(level: TapeLevel): LogLevel {
  if (level === "trace") return "debug";
  return level === "warning" ? "warn" : level;
}

function toTapeLevel(level: LogLevel): TapeLevel {
  return level === "warn" ? "warning" : level;
}
