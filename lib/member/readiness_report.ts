import { describeError } from "../log/describe_error.ts";
import type { Logger } from "../log/logger.ts";
import { releaseMemory } from "../process/release_memory.ts";
import type { PhaseTracker } from "../phase/phase.ts";
import type { Readiness } from "../etcd/readiness.ts";

/** What {@linkcode createReadinessReport} needs. */
export interface ReadinessReportOptions {
  /** Told where the run stands. */
  readonly phase: PhaseTracker;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** Keeps the phase at what the checks say, and logs what changes. */
export interface ReadinessReport {
  /** What `/readyz` answers. */
  readonly isReady: () => boolean;
  /** Takes the result of a check. */
  readonly update: (readiness: Readiness) => void;
  /** Ends readiness for good. */
  readonly stop: () => void;
}

/** etcd opens its port within milliseconds; what lasts longer is a failure. */
const OPENING_MS = 1000;

/** Creates the report of a member that has just been started. */
export function createReadinessReport(
  options: ReadinessReportOptions,
): ReadinessReport {
  const { phase, logger } = options;
  let wasReady = false;
  let hasReleased = false;
  let lastFailure = "";
  // Two reasons that take turns are no news either.
  const loggedFailures = new Set<string>();

  /** Until etcd has opened its port, a refused connection is no news. */
  function isNoNews(failure: string): boolean {
    if (wasReady || Date.now() - phase.current.sinceMs > OPENING_MS) {
      return false;
    }
    return lastFailure === "" || lastFailure === failure;
  }

  function update({ isReady, error }: Readiness): void {
    if (isReady) {
      if (phase.current.name !== "ready") {
        logger.info("etcd server is now ready to serve client requests");
      }
      // Not at the first success: that would hold up the answer to a probe.
      if (wasReady && !hasReleased) {
        hasReleased = true;
        releaseMemory();
      }
      wasReady = true;
      lastFailure = "";
      loggedFailures.clear();
      phase.set("ready");
      return;
    }
    const failure = describeError(error);
    if (!loggedFailures.has(failure) && !isNoNews(failure)) {
      logger.error("failed to retrieve from etcd db", { error: failure });
      loggedFailures.add(failure);
    } else {
      logger.debug("failed to retrieve from etcd db", { error: failure });
    }
    lastFailure = failure;
    phase.set(wasReady ? "not ready" : "waiting until etcd is ready", failure);
  }

  return {
    isReady: () => phase.current.name === "ready",
    update,
    stop: () => phase.set("stopping"),
  };
}
