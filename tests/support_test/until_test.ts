import { assertEquals, assertRejects } from "@std/assert";
import { until } from "../support/until.ts";

Deno.test("until() resolves with the first truthy value", async () => {
  const results = [undefined, 0, "", null, false, "found", "too late"];
  const probed: unknown[] = [];
  const value = await until("a value", () => {
    probed.push(results[probed.length]);
    return probed.at(-1);
  }, { intervalMs: 1 });
  assertEquals(value, "found");
  assertEquals(probed.length, 6);
});

Deno.test("until() goes on after an error of the probe", async () => {
  let probes = 0;
  const value = await until("an answer", () => {
    if (++probes < 3) return Promise.reject(new Error("not yet"));
    return Promise.resolve(probes);
  }, { intervalMs: 1 });
  assertEquals(value, 3);
});

Deno.test("until() names the wait and the last result at its limit", async () => {
  await assertRejects(
    () => until("the door", () => 0, { timeoutMs: 20, intervalMs: 3 }),
    Error,
    "Timed out after 20 ms waiting for the door: last result 0",
  );
});

Deno.test("until() names the last error at its limit", async () => {
  const probe = () => {
    throw new TypeError("it is shut");
  };
  await assertRejects(
    () => until("the door", probe, { timeoutMs: 20, intervalMs: 3 }),
    Error,
    "waiting for the door: last error TypeError: it is shut",
  );
});

Deno.test("until() gives up a probe that hangs", async () => {
  await assertRejects(
    () => until("an answer", () => new Promise(() => {}), { timeoutMs: 20 }),
    Error,
    "Timed out after 20 ms waiting for an answer: no result yet",
  );
});
