import type { LogLevel } from "../../lib/log/log_level.ts";
import {
  createLogger,
  type Logger,
  resetLogger,
} from "../../lib/log/logger.ts";

/** A log line as it was written. */
export interface CapturedLine {
  readonly level: string;
  readonly msg: string;
  readonly caller: string;
  readonly [field: string]: unknown;
}

/** A logger that keeps its lines. */
export interface CapturedLog extends Disposable {
  readonly logger: Logger;
  readonly lines: readonly CapturedLine[];
  /** The messages of one level, or of all. */
  readonly messages: (level?: string) => string[];
  /** The first line with this message. */
  readonly find: (message: string) => CapturedLine | undefined;
}

/** Creates the program's own logger and keeps what it writes. */
export function captureLog(level: LogLevel = "debug"): CapturedLog {
  const lines: CapturedLine[] = [];
  const logger = createLogger({
    level,
    format: "json",
    write: (line) => lines.push(JSON.parse(line)),
  });
  return {
    logger,
    lines,
    messages: (wanted) =>
      lines.filter((line) => wanted === undefined || line.level === wanted)
        .map((line) => line.msg),
    find: (message) => lines.find((line) => line.msg === message),
    [Symbol.dispose]: resetLogger,
  };
}
