import type { MetricFamily } from "./metric_family.ts";

/** The figures of this process, under the names that Prometheus knows. */
export function processMetrics(startedAtMs: number): MetricFamily[] {
  const { rss, heapUsed } = Deno.memoryUsage();
  return [
    gauge(
      "process_resident_memory_bytes",
      "Resident memory of this program, without etcd's.",
      rss,
    ),
    gauge(
      "process_start_time_seconds",
      "When this program was started.",
      startedAtMs / 1000,
    ),
    gauge(
      "etcd_wrapper_heap_used_bytes",
      "The part of the memory that values of this program take.",
      heapUsed,
    ),
  ];
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, help, type: "gauge", samples: [{ labels: {}, value }] };
}
