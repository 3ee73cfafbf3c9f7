import { assertEquals } from "@std/assert";
import { createReadinessReport } from "../../lib/member/readiness_report.ts";
import { createWrapperMetrics } from "../../lib/metrics/wrapper_metrics.ts";
import { captureLog } from "../support/captured_log.ts";
import { trackerIn } from "../support/health_tracker.ts";

const PURE = { permissions: "none" } as const;
const READY = { isReady: true, error: undefined, latencyMs: 2 };
const READY_LINE = "etcd server is now ready to serve client requests";
const FAILED_LINE = "failed to retrieve from etcd db";

Deno.test("update() follows a member from start to stop", PURE, () => {
  using log = captureLog();
  const health = trackerIn("waiting until etcd is ready");
  const report = createReadinessReport({
    health,
    metrics: createWrapperMetrics(),
    logger: log.logger,
  });
  const seen: [string, boolean][] = [];
  const note = () =>
    seen.push([health.current.phase.name, health.current.isReady]);
  note();
  report.update(failure("Connection refused"));
  note();
  report.update(READY);
  note();
  report.update(failure("etcdserver: request timed out"));
  note();
  report.update(READY);
  note();
  report.stop();
  note();
  assertEquals(seen, [
    ["waiting until etcd is ready", false],
    ["waiting until etcd is ready", false],
    ["ready", true],
    ["not ready", false],
    ["ready", true],
    ["stopping", false],
  ]);
});

Deno.test("update() logs changes only, and the reason", PURE, () => {
  using log = captureLog();
  const health = trackerIn("waiting until etcd is ready");
  const report = createReadinessReport({
    health,
    metrics: createWrapperMetrics(),
    logger: log.logger,
  });
  const refused = failure("Connection refused");
  const timedOut = failure("etcdserver: request timed out");
  for (const each of [refused, refused, READY, READY, timedOut, timedOut]) {
    report.update(each);
  }
  assertEquals(
    log.lines.filter(({ level }) => level !== "debug")
      .map(({ level, msg, error }) => [level, msg, error]),
    [
      ["info", READY_LINE, undefined],
      ["error", FAILED_LINE, "etcdserver: request timed out"],
    ],
  );
  assertEquals(health.current.phase.detail, "etcdserver: request timed out");
});

Deno.test(
  "update() logs reasons that take turns once, until the member is ready",
  PURE,
  () => {
    using log = captureLog();
    const health = trackerIn("waiting until etcd is ready");
    const report = createReadinessReport({
      health,
      metrics: createWrapperMetrics(),
      logger: log.logger,
    });
    const one = failure("etcdserver: no leader");
    const other = failure("etcdserver: request timed out");
    report.update(READY);
    for (const each of [one, other, one, other, one, READY, other, one]) {
      report.update(each);
    }
    assertEquals(
      log.lines.filter(({ level }) => level === "error")
        .map(({ error }) => error),
      [
        "etcdserver: no leader",
        "etcdserver: request timed out",
        "etcdserver: request timed out",
        "etcdserver: no leader",
      ],
    );
  },
);

Deno.test(
  "update() logs a reason that changes before the member is ready (F38)",
  PURE,
  () => {
    using log = captureLog();
    const health = trackerIn("waiting until etcd is ready");
    const report = createReadinessReport({
      health,
      metrics: createWrapperMetrics(),
      logger: log.logger,
    });
    report.update(failure("Connection refused"));
    report.update(failure("not valid for name"));
    assertEquals(log.messages("error"), [FAILED_LINE]);
    assertEquals(health.current.phase.detail, "not valid for name");
  },
);

function failure(message: string) {
  return { isReady: false, error: new Error(message), latencyMs: 5000 };
}
