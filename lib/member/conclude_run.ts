import type { Settings } from "../cli/settings.ts";
import { describeEnd } from "../etcd/etcd_process.ts";
import {
  exitRecordPaths,
  type RecordedSignal,
  writeExitRecord,
} from "../etcd/exit_record.ts";
import type { MemberEnd } from "./supervise_member.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import type { Logger } from "../log/logger.ts";
import { type StopCause, StopRequest } from "../process/stop_request.ts";
import type { RunEnd } from "../stop_record/run_end.ts";
import type { RunEndCause } from "../health/stop_cause.ts";

/** What {@linkcode concludeRun} needs. */
export interface ConcludeRunOptions {
  /** How etcd ended. */
  readonly end: MemberEnd;
  /** The checked flags. */
  readonly settings: Settings;
  /** Gets what happens. */
  readonly logger: Logger;
  /** The signal that may have asked for the stop. */
  readonly stop: AbortSignal;
}

/** etcd ended although nobody asked it to, or was never ready. */
export class EtcdExitError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "EtcdExitError";
  /** What the record of the end says. */
  readonly runEndCause: RunEndCause;

  /** Says how etcd ended. */
  constructor(runEndCause: RunEndCause, message: string) {
    super(message);
    this.runEndCause = runEndCause;
  }
}

/**
 * Records a clean end for the next validation, and tells how the run ended.
 *
 * @throws {EtcdExitError} When etcd ended by itself, also with status 0.
 */
export async function concludeRun(
  options: ConcludeRunOptions,
): Promise<RunEnd> {
  const { end, settings, logger, stop } = options;
  const endedAtMs = Date.now();
  if (end.kind === "unexpected") {
    const reason = describeEnd(end.end);
    // The original's text, which people search for.
    logger.error(
      "etcd server has been aborted, received notification on StopNotify channel",
      { reason },
    );
    throw new EtcdExitError(
      "EtcdExited",
      `etcd ended by itself with ${reason}: its last log lines say why`,
    );
  }
  if (end.kind === "never ready") {
    throw new EtcdExitError(
      "EtcdNeverReady",
      `etcd was not ready within ${
        settings.etcd.readyTimeoutMs / 1000
      } s and has been stopped (${describeEnd(end.end)})`,
    );
  }
  const origin = stop.reason instanceof StopRequest
    ? stop.reason.origin
    : undefined;
  logger.info("etcd has ended", {
    reason: describeEnd(end.end),
    clean: end.isClean,
  });
  const recorded = recordedSignal(origin);
  if (end.isClean && recorded !== undefined) {
    await writeExitRecord(
      exitRecordPaths(settings.dataVolumeDir),
      recorded,
      logger,
    );
  }
  const signal = origin === "CA change" ? undefined : origin;
  const isClean = end.isClean;
  if (end.end.wasKilled) {
    const error = "etcd had to be killed, the next validation is full";
    logger.error(error);
    const exitCode = EXIT_CODE.failure;
    return { cause: "Killed", exitCode, isClean, endedAtMs, signal, error };
  }
  return {
    cause: origin === "CA change" ? "CaChanged" : "Requested",
    exitCode: exitCodeOf(origin),
    isClean,
    endedAtMs,
    signal,
    error: undefined,
  };
}

function exitCodeOf(origin: StopCause | undefined): number {
  switch (origin) {
    case "SIGHUP":
      return EXIT_CODE.hangup;
    case "SIGQUIT":
      return EXIT_CODE.usage;
    case "CA change":
      return EXIT_CODE.caChanged;
    default:
      return EXIT_CODE.success;
  }
}

/** The end for a changed CA is this program's own; etcd got a SIGTERM. */
function recordedSignal(
  origin: StopCause | undefined,
): RecordedSignal | undefined {
  if (origin === "SIGTERM" || origin === "CA change") return "SIGTERM";
  return origin === "SIGINT" ? "SIGINT" : undefined;
}
