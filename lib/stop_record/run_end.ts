import { StopRequest } from "../process/stop_request.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import type { RunEndCause } from "../health/stop_cause.ts";

/** How a run ended. */
export interface RunEnd {
  /** Why. */
  readonly cause: RunEndCause;
  /** The program's exit code. */
  readonly exitCode: number;
  /** Whether etcd closed its data itself. */
  readonly isClean: boolean;
  /** When etcd had ended, in milliseconds since the epoch. */
  readonly endedAtMs: number;
  /** What asked for the stop: a signal, or `/stop`. */
  readonly signal: string | undefined;
  /** The error that ended it. */
  readonly error: string | undefined;
}

/** The end of a run that failed. An error may bring its own cause and code. */
export function runEndOf(error: unknown): RunEnd {
  const isStop = error instanceof StopRequest;
  return {
    cause: isStop ? "StoppedBeforeStart" : causeOf(error),
    exitCode: exitCodeOf(error),
    isClean: false,
    endedAtMs: Date.now(),
    signal: isStop ? error.origin : undefined,
    error: isStop
      ? undefined
      : error instanceof Error
      ? error.message
      : String(error),
  };
}

function exitCodeOf(error: unknown): number {
  const code = fieldOf(error, "exitCode");
  return typeof code === "number" ? code : EXIT_CODE.failure;
}

function causeOf(error: unknown): RunEndCause {
  const cause = fieldOf(error, "runEndCause");
  if (typeof cause === "string") return cause as RunEndCause;
  // What has an exit code of its own was decided, all else went wrong.
  return fieldOf(error, "exitCode") === undefined
    ? "StartFailed"
    : "StartRefused";
}

function fieldOf(error: unknown, name: string): unknown {
  return error instanceof Error
    ? (error as unknown as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
