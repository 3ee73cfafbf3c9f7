import { assertEquals } from "@std/assert";
import { reportWaiting } from "../../lib/health/report_waiting.ts";
import { captureLog } from "../support/captured_log.ts";
import { trackerIn } from "../support/health_tracker.ts";
import { until } from "../support/until.ts";

const PURE = { permissions: "none" } as const;

Deno.test(
  "reportWaiting() says again and again what is waited for",
  PURE,
  async () => {
    using log = captureLog();
    const health = trackerIn("initializing");
    health.enter("initializing", {
      cause: "Validating",
      detail: "the sidecar validates the data (full)",
    });
    using _waiting = reportWaiting(health, log.logger, { periodMs: 1 });
    await until("two lines", () => log.lines.length >= 2);
    const [line] = log.lines;
    assertEquals(
      [
        line?.level,
        line?.msg,
        line?.["phase"],
        line?.["cause"],
        line?.["detail"],
      ],
      [
        "info",
        "still waiting",
        "initializing",
        "Validating",
        "the sidecar validates the data (full)",
      ],
    );
    assertEquals(typeof line?.["seconds"], "number");
  },
);

Deno.test(
  "reportWaiting() is silent while the member is ready",
  PURE,
  async () => {
    using log = captureLog();
    const health = trackerIn("ready");
    using _waiting = reportWaiting(health, log.logger, { periodMs: 1 });
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 1);
    await until("five ticks", () => ticks >= 5);
    clearInterval(ticking);
    assertEquals(log.lines, []);
    health.enter("not ready", { detail: "etcdserver: request timed out" });
    await until("a line", () => log.lines.length > 0);
  },
);
