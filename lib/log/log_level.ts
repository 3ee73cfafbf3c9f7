/** The levels of a log line, as zap names them. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "fatal"] as const;

/** Name of a level in the log and on the command line. */
export type LogLevel = typeof LOG_LEVELS[number];

/** Tells whether a flag's value names a level that can be asked for. */
export function isLogLevel(text: string): text is LogLevel {
  return text !== "fatal" && (LOG_LEVELS as readonly string[]).includes(text);
}
