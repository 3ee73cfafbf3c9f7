import type { SidecarFacts } from "../health/health.ts";
import type { HealthTracker } from "../health/health_tracker.ts";
import type { Counter } from "../metrics/counter.ts";
import type { SidecarCall } from "./observe_sidecar.ts";

/** Keeps what is shown of the sidecar up to date. */
export interface SidecarRecord {
  /** Takes a request that is over. */
  readonly onCall: (call: SidecarCall) => void;
  /** Takes the wait until the next one. */
  readonly onBackOff: (backOffMs: number) => void;
}

/** What {@linkcode createSidecarRecord} fills. */
export interface SidecarRecordOptions {
  /** Gets the facts. */
  readonly health: HealthTracker;
  /** Counts the requests. */
  readonly calls: Counter<"operation" | "outcome">;
}

const NO_CALLS: SidecarFacts = {
  attempts: 0,
  failures: 0,
  lastOperation: "",
  lastAnswer: "",
  lastAnswerAtMs: 0,
  backOffMs: undefined,
};

/** Creates the record of a sidecar that has not been asked yet. */
export function createSidecarRecord(
  { health, calls }: SidecarRecordOptions,
): SidecarRecord {
  let facts = NO_CALLS;
  function take(changes: Partial<SidecarFacts>): void {
    facts = { ...facts, ...changes };
    health.update({ sidecar: facts });
  }
  return {
    onCall({ operation, outcome, answer }) {
      calls.add({ operation, outcome });
      take({
        attempts: facts.attempts + 1,
        failures: facts.failures + (outcome === "failure" ? 1 : 0),
        lastOperation: operation,
        lastAnswer: answer,
        lastAnswerAtMs: Date.now(),
        backOffMs: undefined,
      });
    },
    onBackOff(backOffMs) {
      take({ backOffMs });
    },
  };
}
