import type { Readiness } from "../etcd/readiness.ts";
import type { Cause } from "../health/cause.ts";
import type { HealthTracker } from "../health/health_tracker.ts";
import { describeError } from "../log/describe_error.ts";
import type { Logger } from "../log/logger.ts";
import type { WrapperMetrics } from "../metrics/wrapper_metrics.ts";
import { releaseMemory } from "../process/release_memory.ts";
import { causeOfFailure, isSilence } from "./failure_cause.ts";

/** What {@linkcode createReadinessReport} needs. */
export interface ReadinessReportOptions {
  /** Told how the member is. */
  readonly health: HealthTracker;
  /** Counts the checks. */
  readonly metrics: WrapperMetrics;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** Keeps the health at what the checks say, and logs what changes. */
export interface ReadinessReport {
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
  const { health, logger } = options;
  let wasReady = false;
  let hasReleased = false;
  let lastFailure = "";
  // Two reasons that take turns are no news either.
  const loggedFailures = new Set<string>();

  /** Until etcd has opened its port, a refused connection is no news. */
  function isNoNews(failure: string): boolean {
    if (wasReady || Date.now() - health.current.phase.sinceMs > OPENING_MS) {
      return false;
    }
    return lastFailure === "" || lastFailure === failure;
  }

  function takeSuccess(): void {
    if (!health.current.isReady) {
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
    health.enter("ready");
  }

  function takeFailure(error: unknown): void {
    const failure = describeError(error);
    if (!loggedFailures.has(failure) && !isNoNews(failure)) {
      logger.error("failed to retrieve from etcd db", { error: failure });
      loggedFailures.add(failure);
    } else {
      logger.debug("failed to retrieve from etcd db", { error: failure });
    }
    lastFailure = failure;
    const name = wasReady ? "not ready" : "waiting until etcd is ready";
    health.enter(name, { cause: causeNow(error), detail: failure });
  }

  /** What an earlier look has found stays true until a new one says more. */
  function causeNow(error: unknown): Cause | undefined {
    const { phase, cause } = health.current;
    const isGoingOn = phase.name !== "ready";
    return causeOfFailure(error) ?? (isGoingOn ? cause : undefined);
  }

  return {
    update(readiness) {
      record(readiness, options);
      if (readiness.isReady) takeSuccess();
      else takeFailure(readiness.error);
    },
    stop: () => health.enter("stopping"),
  };
}

function record(
  { isReady, error, latencyMs }: Readiness,
  { health, metrics }: ReadinessReportOptions,
): void {
  metrics.readinessChecks.add({ outcome: isReady ? "success" : "failure" });
  if (isReady) metrics.readinessSeconds.observe(latencyMs / 1000);
  health.update({
    readiness: {
      checkedAtMs: Date.now(),
      latencyMs,
      error: isReady ? undefined : describeError(error),
    },
    ...(isReady || !isSilence(error)
      ? { etcdAnsweredMs: performance.now() }
      : {}),
  });
}
