/** One value of a metric. */
export interface Sample {
  /** Behind the metric's name, such as `_bucket`. @default {""} */
  readonly suffix?: string;
  /** Label names and values. */
  readonly labels: Readonly<Record<string, string>>;
  /** The value. */
  readonly value: number;
}

/** A metric with all its values. */
export interface MetricFamily {
  /** Its name, with the unit at its end. */
  readonly name: string;
  /** What it says, in a few words. */
  readonly help: string;
  /** Prometheus' type. */
  readonly type: "counter" | "gauge" | "histogram";
  /** The values, in the order in which they are shown. */
  readonly samples: readonly Sample[];
}
