import { CAUSES } from "../health/cause.ts";
import type { Health, LastStopFacts } from "../health/health.ts";
import { PHASES } from "../health/phase.ts";
import type { MetricFamily, Sample } from "./metric_family.ts";

type Labels = Readonly<Record<string, string>>;

/** The metrics that show the health as it is at `nowMs`. */
export function healthMetrics(health: Health, nowMs: number): MetricFamily[] {
  return [
    ...stateMetrics(health),
    ...phaseMetrics(health, nowMs),
    ...certificateMetrics(health),
    ...stopMetrics(health.lastStop),
  ];
}

function stateMetrics(health: Health): MetricFamily[] {
  const { versions, readiness, cause, phase } = health;
  return [
    gauge("build_info", "Always 1; the labels have the versions.", [{
      labels: {
        version: versions.wrapper,
        deno_version: versions.deno,
        etcd_version: versions.etcd ?? "",
      },
      value: 1,
    }]),
    gauge("ready", "Whether /readyz answers 200.", [one(health.isReady)]),
    gauge(
      "cause",
      "1 for what is wrong with the member, 0 for every other cause.",
      Object.keys(CAUSES).map((name) => one(name === cause, { cause: name })),
    ),
    gauge(
      "phase",
      "1 for what the program is doing, 0 for every other phase.",
      PHASES.map((name) => one(name === phase.name, { phase: name })),
    ),
    gauge(
      "readiness_last_check_timestamp_seconds",
      "When the last check of the member ended.",
      readiness === undefined ? [] : [value(readiness.checkedAtMs / 1000)],
    ),
  ];
}

function phaseMetrics(health: Health, nowMs: number): MetricFamily[] {
  const { phase, pastPhasesMs, firstReadyAtMs, startedAtMs } = health;
  const spentMs = (name: typeof phase.name) =>
    (pastPhasesMs[name] ?? 0) +
    (name === phase.name ? Math.max(nowMs - phase.sinceMs, 0) : 0);
  return [
    {
      name: "etcd_wrapper_phase_seconds_total",
      help: "Time spent in each phase since the program was started.",
      type: "counter",
      samples: PHASES.map((name) =>
        value(spentMs(name) / 1000, { phase: name })
      ),
    },
    gauge(
      "time_to_ready_seconds",
      "From the start of the program until etcd was ready first.",
      firstReadyAtMs === undefined
        ? []
        : [value((firstReadyAtMs - startedAtMs) / 1000)],
    ),
  ];
}

function certificateMetrics({ certificates }: Health): MetricFamily[] {
  return [
    gauge(
      "certificate_expiry_timestamp_seconds",
      "When the first certificate of a file ends.",
      certificates.flatMap(({ path, expiresAtMs }) =>
        expiresAtMs === undefined
          ? []
          : [value(expiresAtMs / 1000, { file: path })]
      ),
    ),
    gauge(
      "certificate_readable",
      "Whether a certificate file can be read and understood.",
      certificates.map(({ path, error }) =>
        one(error === undefined, { file: path })
      ),
    ),
    gauge(
      "certificate_restart_needed",
      "Whether etcd has to be restarted to read a CA that has changed.",
      certificates.map(({ path, isRestartNeeded }) =>
        one(isRestartNeeded, { file: path })
      ),
    ),
  ];
}

function stopMetrics(lastStop: LastStopFacts | undefined): MetricFamily[] {
  if (lastStop === undefined) return [];
  const kind = lastStop.isClean ? "clean" : "unclean";
  return [
    gauge(
      "last_stop_duration_seconds",
      "How long the stop of the run before this one took.",
      lastStop.durationMs === undefined ? [] : [
        value(lastStop.durationMs / 1000, { cause: lastStop.cause, kind }),
      ],
    ),
    gauge(
      "last_stop_timestamp_seconds",
      "When the run before this one ended.",
      lastStop.atMs === undefined ? [] : [value(lastStop.atMs / 1000)],
    ),
    {
      name: "etcd_wrapper_restarts_total",
      help: "Starts after an earlier run, by how that run was stopped.",
      type: "counter",
      samples: Object.entries(lastStop.restartsByCause)
        .map(([reason, count]) => value(count, { reason })),
    },
  ];
}

function gauge(
  name: string,
  help: string,
  samples: readonly Sample[],
): MetricFamily {
  return { name: `etcd_wrapper_${name}`, help, type: "gauge", samples };
}

function one(isSo: boolean, labels: Labels = {}): Sample {
  return { labels, value: isSo ? 1 : 0 };
}

function value(number: number, labels: Labels = {}): Sample {
  return { labels, value: number };
}
