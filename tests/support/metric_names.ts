import type { LastStopFacts } from "../../lib/health/health.ts";
import type { MemberFacts } from "../../lib/health/member_facts.ts";
import { healthMetrics } from "../../lib/metrics/health_metrics.ts";
import { memberMetrics } from "../../lib/metrics/member_metrics.ts";
import type { MetricFamily } from "../../lib/metrics/metric_family.ts";
import { processMetrics } from "../../lib/metrics/process_metrics.ts";
import { createWrapperMetrics } from "../../lib/metrics/wrapper_metrics.ts";
import { trackerIn } from "./health_tracker.ts";

const LAST_STOP: LastStopFacts = {
  atMs: 1_795_793_453_000,
  cause: "Requested",
  signal: "SIGTERM",
  phase: "ready",
  isClean: true,
  durationMs: 31.5,
  exitCode: 0,
  error: undefined,
  etcdVersion: "3.5.35",
  raftIndex: 7,
  restartsByCause: { Requested: 2, Unknown: 1 },
};
const MEMBER: MemberFacts = {
  asOfMs: 1_795_793_453_000,
  id: "8e9e05c52164694d",
  role: "leader",
  leaderId: "8e9e05c52164694d",
  raftTerm: 2,
  raftIndex: 7,
  raftAppliedIndex: 7,
  dbSizeBytes: 20_480,
  dbInUseBytes: 16_384,
  quotaBytes: 2 * 1024 ** 3,
  alarms: ["NOSPACE"],
  version: "3.5.35",
  members: [],
  quorum: { voters: 3, needed: 2, answering: 3 },
};

/** Every metric of the program, each with a value. */
export function everyMetric(): MetricFamily[] {
  const health = trackerIn("starting etcd");
  health.enter("ready");
  health.update({
    member: MEMBER,
    lastStop: LAST_STOP,
    readiness: { checkedAtMs: 1, latencyMs: 2, error: undefined },
    certificates: [{
      path: '/var/etcd/ssl/"odd"\\name.crt',
      usages: ["etcd server"],
      commonName: "etcd",
      expiresAtMs: 1_895_793_453_000,
      isRestartNeeded: false,
      error: undefined,
    }],
  });
  const { current } = health;
  return [
    ...healthMetrics(current, Date.now()),
    ...memberMetrics(current.member),
    ...Object.values(createWrapperMetrics()).map(({ family }) => family),
    ...processMetrics(current.startedAtMs),
  ];
}
