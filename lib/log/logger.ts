import {
  configureSync,
  getLogger,
  type LogLevel as TapeLevel,
  type LogRecord,
  resetSync,
} from "@logtape/logtape";
import { type Caller, readStack } from "./caller.ts";
import { formatJsonLine, formatTextLine, type LogLine } from "./log_line.ts";
import type { LogLevel } from "./log_level.ts";
import { createFindSource, SOURCE_LINES } from "./source_lines.ts";

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

/** Reads and changes the lowest level that is written, at any time. */
export interface LogLevelControl {
  /** The level now. */
  readonly get: () => LogLevel;
  /** Takes another one. */
  readonly set: (level: LogLevel) => void;
}

/** A logger whose level can be changed. */
export interface LeveledLogger extends Logger {
  /** Its level. */
  readonly level: LogLevelControl;
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
export function createLogger(options: LoggerOptions): LeveledLogger {
  let { level } = options;
  let stack = "";
  const findSource = createFindSource(SOURCE_LINES);
  const tape = getLogger("etcd-wrapper");
  configure();
  return {
    level: {
      get: () => level,
      set(changed) {
        level = changed;
        configure();
      },
    },
    debug: method("debug"),
    info: method("info"),
    warn: method("warn"),
    error: method("error"),
    fatal: method("fatal"),
  };

  function configure(): void {
    configureSync({
      reset: true,
      sinks: { lines: write },
      loggers: [
        {
          category: "etcd-wrapper",
          lowestLevel: toTapeLevel(level),
          sinks: ["lines"],
        },
        { category: ["logtape", "meta"], sinks: [] },
      ],
    });
  }

  /** LogTape calls its sinks within the log call, so the stack is that call's. */
  function write(record: LogRecord): void {
    const line = toLine(record, readStack(stack, findSource));
    const format = options.format === "json" ? formatJsonLine : formatTextLine;
    options.write(format(line));
  }

  function method(name: LogLevel): LogMethod {
    return function log(message, fields) {
      if (!tape.isEnabledFor(toTapeLevel(name))) return;
      stack = stackAbove(log, isFailure(name) ? STACK_FRAMES : 1);
      tape[name](message, fields);
    };
  }
}

/** As many as V8 takes by itself. */
const STACK_FRAMES = 10;

/**
 * Gives the frames above a function. No more than are needed: for each one the
 * runtime reads the source map of its file, and keeps it.
 */
function stackAbove(fn: LogMethod, frames: number): string {
  const limit = Error.stackTraceLimit;
  const holder: { stack?: string } = {};
  Error.stackTraceLimit = frames;
  Error.captureStackTrace(holder, fn);
  Error.stackTraceLimit = limit;
  return holder.stack ?? "";
}

function isFailure(level: LogLevel): boolean {
  return level === "error" || level === "fatal";
}

/** Takes the configuration back, so that nothing of it is left behind. */
export function resetLogger(): void {
  resetSync();
}

function toLine(record: LogRecord, { caller, stack }: Caller): LogLine {
  const level = toLevel(record.level);
  return {
    level,
    timestampMs: record.timestamp,
    caller,
    // LogTape would take braces in a text from outside for placeholders.
    message: typeof record.rawMessage === "string"
      ? record.rawMessage
      : record.message.join(""),
    fields: record.properties,
    stack: isFailure(level) ? stack : undefined,
  };
}

function toLevel(level: TapeLevel): LogLevel {
  if (level === "trace") return "debug";
  return level === "warning" ? "warn" : level;
}

function toTapeLevel(level: LogLevel): TapeLevel {
  return level === "warn" ? "warning" : level;
}
