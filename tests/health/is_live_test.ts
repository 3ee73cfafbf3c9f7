import { assertEquals } from "@std/assert";
import { isLive } from "../../lib/health/is_live.ts";
import { PHASES } from "../../lib/health/phase.ts";
import { trackerIn } from "../support/health_tracker.ts";

const PURE = { permissions: "none" } as const;

for (const phase of PHASES) {
  Deno.test(
    `isLive() while "${phase}" never gives up an etcd that has not served`,
    PURE,
    () => {
      const { current } = trackerIn(phase);
      assertEquals(isLive(current, { nowMs: 1e12, timeoutMs: 1 }), true);
    },
  );
}

for (
  const [phase, silentMs, timeoutMs, expected] of [
    ["not ready", 1000, 1000, true],
    ["not ready", 1001, 1000, false],
    ["ready", 1001, 1000, false],
    ["waiting until etcd is ready", 1001, 1000, false],
    // Without a limit, and while the stop has its own.
    ["not ready", 1e9, 0, true],
    ["stopping", 1e9, 1000, true],
  ] as const
) {
  Deno.test(
    `isLive() is ${expected} while "${phase}" after ${silentMs} of ${timeoutMs} ms`,
    PURE,
    () => {
      const health = trackerIn(phase);
      health.update({ etcdAnsweredMs: 5 });
      const nowMs = 5 + silentMs;
      assertEquals(isLive(health.current, { nowMs, timeoutMs }), expected);
    },
  );
}
