import { describeError } from "./describe_error.ts";
import type { LogLevel } from "./log_level.ts";

/** A log line before it is written down. */
export interface LogLine {
  /** Its level, by zap's name. */
  readonly level: LogLevel;
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  /** `folder/file.ts:line` of the log call. */
  readonly caller: string;
  /** A constant sentence. */
  readonly message: string;
  /** What varies. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Only on errors and above. */
  readonly stack: string | undefined;
}

/** Writes a line as the original does: one JSON object, keys in its order. */
export function formatJsonLine(line: LogLine): string {
  return JSON.stringify({
    level: line.level,
    ts: new Date(line.timestampMs).toISOString(),
    caller: line.caller,
    msg: line.message,
    ...mapFields(line.fields),
    ...(line.stack === undefined ? {} : { stacktrace: line.stack }),
  });
}

/** Writes a line for people: time, level, message and fields. */
export function formatTextLine(line: LogLine): string {
  const fields = Object.entries(mapFields(line.fields)).map(([key, value]) =>
    ` ${key}=${
      typeof value === "string" && /^[\w./:-]+$/.test(value)
        ? value
        : JSON.stringify(value)
    }`
  );
  const time = new Date(line.timestampMs).toISOString();
  return `${time} ${line.level.toUpperCase().padEnd(5)} ${
    line.message.replaceAll("\n", "\\n")
  }${fields.join("")}`;
}

function mapFields(
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [
        key,
        value instanceof Error ? describeError(value) : value,
      ]),
  );
}
