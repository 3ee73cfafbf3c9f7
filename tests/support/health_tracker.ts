import { HealthTracker } from "../../lib/health/health_tracker.ts";
import type { PhaseName } from "../../lib/health/phase.ts";

/** A tracker in a phase, with made-up versions. */
export function trackerIn(name: PhaseName): HealthTracker {
  return new HealthTracker(name, {
    wrapper: "0.0.0",
    deno: "0.0.0",
    etcd: undefined,
  });
}
