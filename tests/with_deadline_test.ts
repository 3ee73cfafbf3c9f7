import { assertEquals, assertRejects } from "@std/assert";
import { DeadlineError, withDeadline } from "../lib/with_deadline.ts";

const PURE = { permissions: "none" } as const;
const LONG_MS = 60_000;

Deno.test("withDeadline() gives what the step gives", PURE, async () => {
  const { signal } = new AbortController();
  assertEquals(
    await withDeadline(LONG_MS, signal, () => Promise.resolve(7)),
    7,
  );
});

Deno.test(
  "withDeadline() rejects with the step's own error",
  PURE,
  async () => {
    const { signal } = new AbortController();
    const step = () => Promise.reject(new RangeError("too far"));
    await assertRejects(
      () => withDeadline(LONG_MS, signal, step),
      RangeError,
      "too far",
    );
  },
);

Deno.test("withDeadline() ends a step at its deadline", PURE, async () => {
  const { signal } = new AbortController();
  await assertRejects(
    () => withDeadline(5, signal, untilAborted),
    DeadlineError,
    "No answer within 0.005 s",
  );
});

Deno.test("withDeadline() rejects with the signal's reason", PURE, async () => {
  const stop = new AbortController();
  const running = withDeadline(LONG_MS, stop.signal, untilAborted);
  stop.abort(new TypeError("stopped"));
  await assertRejects(() => running, TypeError, "stopped");
});

Deno.test("withDeadline() does not start after an abort", PURE, async () => {
  const signal = AbortSignal.abort(new TypeError("stopped"));
  let started = false;
  const step = () => Promise.resolve(started = true);
  await assertRejects(
    () => withDeadline(LONG_MS, signal, step),
    TypeError,
    "stopped",
  );
  assertEquals(started, false);
});

Deno.test("withDeadline() leaves no listener behind", PURE, async () => {
  const counted = countListeners(new AbortController().signal);
  await withDeadline(LONG_MS, counted.signal, () => Promise.resolve());
  await withDeadline(LONG_MS, counted.signal, () => Promise.reject(new Error()))
    .catch(() => {});
  await withDeadline(1, counted.signal, untilAborted).catch(() => {});
  assertEquals(counted.listeners(), 0);
});

/** A step that ends by its signal only, with a text of its own. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  });
}

function countListeners(
  signal: AbortSignal,
): { readonly signal: AbortSignal; readonly listeners: () => number } {
  let count = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    count++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    count--;
    remove(...args);
  };
  return { signal, listeners: () => count };
}
