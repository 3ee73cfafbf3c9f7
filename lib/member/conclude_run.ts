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
import { StopRequest } from "../process/stop_request.ts";

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
}

/**
 * Records a clean end and gives the exit code.
 *
 * @throws {EtcdExitError} When etcd ended by itself, also with status 0.
 */
export async function concludeRun(
  options: ConcludeRunOptions,
): Promise<number> {
  const { end, settings, logger, stop } = options;
  if (end.kind === "unexpected") {
    const reason = describeEnd(end.end);
    // The original's text, which people search for.
    logger.error(
      "etcd server has been aborted, received notification on StopNotify channel",
      { reason },
    );
    throw new EtcdExitError(
      `etcd ended by itself with ${reason}: its last log lines say why`,
    );
  }
  if (end.kind === "never ready") {
    throw new EtcdExitError(
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
  if (end.isClean && isRecorded(origin)) {
    await writeExitRecord(
      exitRecordPaths(settings.dataVolumeDir),
      origin,
      logger,
    );
  }
  if (end.end.wasKilled) {
    logger.error("etcd had to be killed, the next validation is full");
    return EXIT_CODE.failure;
  }
  if (origin === "SIGHUP") return EXIT_CODE.hangup;
  return origin === "SIGQUIT" ? EXIT_CODE.usage : EXIT_CODE.success;
}

function isRecorded(origin: string | undefined): origin is RecordedSignal {
  return origin === "SIGTERM" || origin === "SIGINT";
}
