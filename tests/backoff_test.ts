import { assert, assertEquals } from "@std/assert";
import { createBackoff } from "../lib/backoff.ts";

const PURE = { permissions: "none" } as const;

Deno.test("next() doubles up to the limit and stays there", PURE, () => {
  const backoff = createBackoff({ firstMs: 20, maxMs: 100, jitter: 0 });
  assertEquals(times(5, backoff.next), [20, 40, 80, 100, 100]);
});

Deno.test("reset() starts again with the first delay", PURE, () => {
  const backoff = createBackoff({ firstMs: 1, maxMs: 8, jitter: 0 });
  times(3, backoff.next);
  backoff.reset();
  assertEquals(times(2, backoff.next), [1, 2]);
});

Deno.test("next() leaves the jitter's part to chance", PURE, () => {
  const seen = new Set<number>();
  for (let round = 0; round < 200; round++) {
    const backoff = createBackoff({ firstMs: 1000, maxMs: 5000, jitter: 0.2 });
    const delays = times(4, backoff.next);
    [1000, 2000, 4000, 5000].forEach((fullMs, index) => {
      const delayMs = delays[index] ?? 0;
      assert(delayMs > fullMs * 0.8 - 1 && delayMs <= fullMs, `${delays}`);
    });
    seen.add(delays[0] ?? 0);
  }
  assert(seen.size > 100);
});

function times(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}
