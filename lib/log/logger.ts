import {
  configureSync,
  getLogger,
  type LogLevel as TapeLevel,
  type LogRecord,
  resetSync,
} from "@logtape/logtape";
import { findCaller } from "./caller.ts";
import { formatJsonLine, formatTextLine, type LogLine } from "./log_line.ts";
import type { LogLevel } from "./log_level.ts";

/** Writes one line; the fields come after the message. */
export type LogMethod = (
  message: string,
  fields?: Record<string, unknown>,
) => void;

/** What the parts of the program log with. */
export interface Logger {
  /** For somebody who looks for the cause of something. */
  readonly debug: LogMethod;
  /** What changes, as it should. */
  readonly info: LogMethod;
  /** What will be tried again, or done without. */
  readonly warn: LogMethod;
  /** A failure that has been dealt with. */
  readonly error: LogMethod;
  /** The failure that ends the program. */
  readonly fatal: LogMethod;
}

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
  const tape = getLogger("etcd-wrapper");
  return {
    debug: (message, fields) => tape.debug(message, fields),
    info: (message, fields) => tape.info(message, fields),
    warn: (message, fields) => tape.warn(message, fields),
    error: (message, fields) => tape.error(message, fields),
    fatal: (message, fields) => tape.fatal(message, fields),
  };
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
