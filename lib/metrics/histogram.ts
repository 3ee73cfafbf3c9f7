import type { MetricFamily, Sample } from "./metric_family.ts";

/** What a histogram is. */
export interface HistogramOptions {
  /** Its name, which ends in the unit. */
  readonly name: string;
  /** What it measures. */
  readonly help: string;
  /** Upper bounds of the buckets, ascending, without infinity. */
  readonly bounds: readonly number[];
}

/** How often values fell into buckets. */
export class Histogram {
  readonly #options: HistogramOptions;
  readonly #counts: number[];
  #sum = 0;

  /** Starts without a value. */
  constructor(options: HistogramOptions) {
    this.#options = options;
    this.#counts = Array.from({ length: options.bounds.length + 1 }, () => 0);
  }

  /** Takes a value. */
  observe(value: number): void {
    const { bounds } = this.#options;
    const found = bounds.findIndex((bound) => value <= bound);
    const bucket = found < 0 ? bounds.length : found;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
  }

  /** What has been taken, in cumulated buckets. */
  get family(): MetricFamily {
    const { name, help, bounds } = this.#options;
    let total = 0;
    const buckets = this.#counts.map((count, index): Sample => {
      total += count;
      const le = String(bounds[index] ?? "+Inf");
      return { suffix: "_bucket", labels: { le }, value: total };
    });
    const samples = [
      ...buckets,
      { suffix: "_sum", labels: {}, value: this.#sum },
      { suffix: "_count", labels: {}, value: total },
    ];
    return { name, help, type: "histogram", samples };
  }
}
