import type { Logger } from "../log/logger.ts";
import type { HealthTracker } from "./health_tracker.ts";
import type { PhaseName } from "./phase.ts";

/** What can be changed of {@linkcode reportWaiting}. */
export interface ReportWaitingOptions {
  /** Time between two lines. @default {30000} */
  readonly periodMs?: number;
}

/** Long enough not to fill the log, short enough for someone who watches it. */
const PERIOD_MS = 30_000;
const SETTLED: ReadonlySet<PhaseName> = new Set(["ready"]);

/** Says every 30 s what is waited for, so that no wait is without a word. */
export function reportWaiting(
  health: HealthTracker,
  logger: Logger,
  options: ReportWaitingOptions = {},
): Disposable {
  const { periodMs = PERIOD_MS } = options;
  const timer = setInterval(() => {
    const { phase, cause } = health.current;
    const { name, sinceMs, detail } = phase;
    if (SETTLED.has(name)) return;
    logger.info("still waiting", {
      phase: name,
      cause,
      seconds: Math.round((Date.now() - sinceMs) / 1000),
      detail,
    });
  }, periodMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
