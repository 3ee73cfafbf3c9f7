import { assert, assertEquals } from "@std/assert";
import { createPod } from "../support/pod.ts";

const RATE_PER_SECOND = 1000;
const SECONDS = 3;
const PATHS = ["/metrics", "/", "/status"];

Deno.test(`/readyz answers within a second under ${RATE_PER_SECOND} requests a second for metrics and page`, async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  const base = `http://127.0.0.1:${pod.wrapperPort}`;
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 64 });
  const get = async (path: string): Promise<number> => {
    const response = await fetch(base + path, { client });
    await response.body?.cancel();
    return response.status;
  };
  const load: Promise<number>[] = [];
  const probes: Promise<{ status: number; ms: number }>[] = [];
  const ticks = SECONDS * 100;
  for (let tick = 0; tick < ticks; tick++) {
    for (let count = 0; count < RATE_PER_SECOND / 100; count++) {
      load.push(get(PATHS[count % PATHS.length] ?? "/"));
    }
    if (tick % 20 === 0) probes.push(probe(get));
    await nextTick();
  }
  const statuses = await Promise.all(load);
  assertEquals(statuses.length, RATE_PER_SECOND * SECONDS);
  assertEquals(new Set(statuses), new Set([200]));
  const answers = await Promise.all(probes);
  assertEquals(answers.map(({ status }) => status), answers.map(() => 200));
  // What a kubelet waits for an answer.
  const late = answers.filter(({ ms }) => ms >= 1000);
  assertEquals(late, []);
  assert(!wrapper.stderr().includes("cannot answer a request"));
});

async function probe(
  get: (path: string) => Promise<number>,
): Promise<{ status: number; ms: number }> {
  const startedMs = performance.now();
  const status = await get("/readyz");
  return { status, ms: performance.now() - startedMs };
}

/** The load is spread over time, as many clients would do it. */
function nextTick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
