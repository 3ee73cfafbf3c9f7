import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { type Readiness, watchReadiness } from "../../lib/etcd/readiness.ts";
import { DeadlineError } from "../../lib/with_deadline.ts";
import { until } from "../support/until.ts";

const PURE = { permissions: "none" } as const;

Deno.test(
  "watchReadiness() tells the success of a request that waited",
  PURE,
  async () => {
    let checks = 0;
    let answer = () => {};
    await using watch = startWatch(() => {
      checks++;
      return new Promise((resolve) => answer = resolve);
    });
    await until("the check", () => checks === 1);
    assertEquals(watch.results, []);
    answer();
    await until("the result", () => watch.results.length === 1);
    const [result] = watch.results;
    assertEquals([result?.isReady, result?.error], [true, undefined]);
    assert((result?.latencyMs ?? 0) > 0);
    // It was the first request that was answered, nobody sent a second one.
    assertEquals(checks, 1);
  },
);

Deno.test(
  "watchReadiness() tries again soon until the first success",
  PURE,
  async () => {
    let checks = 0;
    const error = new Error("connection refused");
    // With this period a try that waited for it would never come.
    await using watch = startWatch(
      () => ++checks < 4 ? Promise.reject(error) : Promise.resolve(),
      { periodMs: 600_000 },
    );
    await until("the success", () => watch.results.at(-1)?.isReady);
    assertEquals(
      watch.results.map((result) => result.error),
      [error, error, error, undefined],
    );
  },
);

Deno.test(
  "watchReadiness() checks once a period after the first success",
  PURE,
  async () => {
    const times: number[] = [];
    await using watch = startWatch(() => {
      times.push(performance.now());
      return Promise.resolve();
    }, { periodMs: 60 });
    await until("three results", () => watch.results.length >= 3);
    const [first = 0, second = 0, third = 0] = times;
    assert(second - first >= 59 && third - second >= 59, `${times}`);
  },
);

Deno.test(
  "watchReadiness() keeps to its period after a loss",
  PURE,
  async () => {
    const times: number[] = [];
    await using watch = startWatch(() => {
      times.push(performance.now());
      return times.length === 1
        ? Promise.resolve()
        : Promise.reject(new Error());
    }, { periodMs: 60 });
    await until("three results", () => watch.results.length >= 3);
    const [, second = 0, third = 0] = times;
    assert(third - second >= 59, `${times}`);
    assertEquals(watch.results.map(({ isReady }) => isReady).slice(0, 3), [
      true,
      false,
      false,
    ]);
  },
);

Deno.test(
  "watchReadiness() ends a check at its limit (F53)",
  PURE,
  async () => {
    await using watch = startWatch(hang, { checkTimeoutMs: 20 });
    await until("the result", () => watch.results.length > 0);
    assertEquals(watch.results[0]?.isReady, false);
    assertInstanceOf(watch.results[0]?.error, DeadlineError);
  },
);

Deno.test(
  "watchReadiness() ends with the signal and tells no more",
  PURE,
  async () => {
    const watch = startWatch(hang);
    await watch[Symbol.asyncDispose]();
    assertEquals(watch.results, []);
  },
);

interface Watch extends AsyncDisposable {
  readonly results: Readiness[];
}

function startWatch(
  check: (signal: AbortSignal) => Promise<void>,
  options: { readonly periodMs?: number; readonly checkTimeoutMs?: number } =
    {},
): Watch {
  const results: Readiness[] = [];
  const stop = new AbortController();
  const watching = watchReadiness({
    check,
    onResult: (readiness) => results.push(readiness),
    signal: stop.signal,
    ...options,
  });
  return {
    results,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
    },
  };
}

function hang(signal: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  });
}
