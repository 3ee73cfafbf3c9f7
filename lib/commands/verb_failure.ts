import { NoDaemonError } from "../admin/no_daemon_error.ts";
import { UsageError } from "../cli/usage_error.ts";
import { isRetriable } from "../etcd_client/is_retriable.ts";
import { describeError } from "../log/describe_error.ts";
import { RefusalError } from "../operations/refusal_error.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { StopRequest } from "../process/stop_request.ts";
import { VerbError } from "./verb_error.ts";

/** What is printed, and what the process ends with. */
export interface VerbFailure {
  /** For people. */
  readonly text: string;
  /** For programs. */
  readonly exitCode: number;
}

/** Tells what a verb's failure means. */
export function verbFailure(name: string, error: unknown): VerbFailure {
  if (error instanceof UsageError || error instanceof VerbError) {
    return { text: error.message, exitCode: error.exitCode };
  }
  if (error instanceof RefusalError) {
    return { text: error.message, exitCode: EXIT_CODE.refused };
  }
  if (error instanceof NoDaemonError) {
    return { text: error.message, exitCode: EXIT_CODE.noDaemon };
  }
  if (error instanceof StopRequest) {
    return { text: `${name}: ${error.message}`, exitCode: EXIT_CODE.failure };
  }
  const isUnanswered = causesOf(error).some(isRetriable);
  return {
    text: `${name} failed: ${describeError(error)}`,
    exitCode: isUnanswered ? EXIT_CODE.noAnswer : EXIT_CODE.failure,
  };
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (
    let cause = error;
    cause instanceof Error && !causes.includes(cause);
    cause = cause.cause
  ) {
    causes.push(cause);
  }
  return causes;
}
