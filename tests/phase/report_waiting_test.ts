import { assertEquals } from "@std/assert";
import { PhaseTracker } from "../../lib/phase/phase.ts";
import { reportWaiting } from "../../lib/phase/report_waiting.ts";
import { captureLog } from "../support/captured_log.ts";
import { until } from "../support/until.ts";

const PURE = { permissions: "none" } as const;

Deno.test(
  "reportWaiting() says again and again what is waited for",
  PURE,
  async () => {
    using log = captureLog();
    const phase = new PhaseTracker("initializing");
    phase.set("initializing", "the sidecar validates the data (full)");
    using _waiting = reportWaiting(phase, log.logger, { periodMs: 1 });
    await until("two lines", () => log.lines.length >= 2);
    const [line] = log.lines;
    assertEquals(
      [line?.level, line?.msg, line?.["phase"], line?.["detail"]],
      [
        "info",
        "still waiting",
        "initializing",
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
    const phase = new PhaseTracker("ready");
    using _waiting = reportWaiting(phase, log.logger, { periodMs: 1 });
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 1);
    await until("five ticks", () => ticks >= 5);
    clearInterval(ticking);
    assertEquals(log.lines, []);
    phase.set("not ready", "etcdserver: request timed out");
    await until("a line", () => log.lines.length > 0);
  },
);
