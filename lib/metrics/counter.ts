import type { MetricFamily } from "./metric_family.ts";

/** What a counter is. */
export interface CounterOptions<Label extends string> {
  /** Its name, which ends in `_total`. */
  readonly name: string;
  /** What it counts. */
  readonly help: string;
  /**
   * The label values that it starts with: a counter that shows up only with
   * its first event hides that event from `rate()`.
   */
  readonly initial: readonly Readonly<Record<Label, string>>[];
}

/** A number of events by labels, which only grows. */
export class Counter<Label extends string> {
  readonly #options: CounterOptions<Label>;
  readonly #values = new Map<
    string,
    { readonly labels: Readonly<Record<Label, string>>; count: number }
  >();

  /** Starts with zeros. */
  constructor(options: CounterOptions<Label>) {
    this.#options = options;
    for (const labels of options.initial) this.add(labels, 0);
  }

  /** Counts an event. */
  add(labels: Readonly<Record<Label, string>>, count = 1): void {
    const key = JSON.stringify(labels);
    const value = this.#values.get(key) ?? { labels, count: 0 };
    value.count += count;
    this.#values.set(key, value);
  }

  /** What has been counted. */
  get family(): MetricFamily {
    const { name, help } = this.#options;
    const samples = [...this.#values.values()]
      .map(({ labels, count }) => ({ labels, value: count }));
    return { name, help, type: "counter", samples };
  }
}
