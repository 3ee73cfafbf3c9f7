import { Counter } from "./counter.ts";
import { Histogram } from "./histogram.ts";

/** What is counted while the program runs; all else is read from the health. */
export interface WrapperMetrics {
  /** Checks of the member. */
  readonly readinessChecks: Counter<"outcome">;
  /** How long those took that succeeded. */
  readonly readinessSeconds: Histogram;
  /** Requests to the sidecar. */
  readonly sidecarCalls: Counter<"operation" | "outcome">;
  /** Attempts to hand leadership over before a stop. */
  readonly handovers: Counter<"outcome">;
  /** How long those took that succeeded. */
  readonly handoverSeconds: Histogram;
}

/** From a member at rest to the limit of a check. */
const READINESS_BOUNDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5];
/** A hand-over takes a round trip, or an election. */
const HANDOVER_BOUNDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const OUTCOMES = ["success", "failure"] as const;

/** Creates the metrics of a run. */
export function createWrapperMetrics(): WrapperMetrics {
  return {
    readinessChecks: new Counter({
      name: "etcd_wrapper_readiness_checks_total",
      help: "Checks of the member by a linearizable read.",
      initial: OUTCOMES.map((outcome) => ({ outcome })),
    }),
    readinessSeconds: new Histogram({
      name: "etcd_wrapper_readiness_check_duration_seconds",
      help: "Duration of the checks that succeeded.",
      bounds: READINESS_BOUNDS,
    }),
    sidecarCalls: new Counter({
      name: "etcd_wrapper_sidecar_calls_total",
      help: "Requests to the backup-restore sidecar.",
      initial: (["status", "start", "config"] as const).flatMap((operation) =>
        OUTCOMES.map((outcome) => ({ operation, outcome }))
      ),
    }),
    handovers: new Counter({
      name: "etcd_wrapper_leadership_handovers_total",
      help: "Attempts to hand leadership over before a stop.",
      initial: (["success", "failure", "skipped"] as const)
        .map((outcome) => ({ outcome })),
    }),
    handoverSeconds: new Histogram({
      name: "etcd_wrapper_leadership_handover_duration_seconds",
      help: "Duration of the hand-overs that succeeded.",
      bounds: HANDOVER_BOUNDS,
    }),
  };
}
