import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { createPod, type Pod } from "../support/pod.ts";
import { findRemains } from "../support/remains.ts";
import { stopWell } from "../support/stop_well.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const SEED = 20_251_122;
const MOMENTS = 50;
/** So many pods at a time. */
const LANES = 2;
/** One start in so many begins with an empty volume, as the riskiest ones do. */
const EMPTY_EVERY = 2;
/** Within that long etcd creates its log and writes the first entries. */
const LOG_CREATION_MS = 50;
const WORDS = { SIGTERM: "terminated", SIGINT: "interrupt" } as const;
const CLEAN = "closed etcd server";

Deno.test(`start-etcd leaves nothing behind when a signal comes at one of ${MOMENTS} random moments of a start`, async () => {
  const lanes = Array.from({ length: LANES }, (_, lane) => runLane(lane));
  const hadEtcd = (await Promise.all(lanes)).flat();
  // Otherwise the moments were not spread over the start.
  assert(hadEtcd.includes(true) && hadEtcd.includes(false), `${hadEtcd}`);
});

Deno.test("start-etcd never leaves a log without members when a signal comes while etcd creates it", async () => {
  await using pod = await createPod();
  for (let afterMs = 0; afterMs < LOG_CREATION_MS; afterMs += 5) {
    await emptyVolume(pod);
    await using wrapper = pod.start();
    await wrapper.etcdPid();
    await delay(afterMs);
    wrapper.kill("SIGTERM");
    await wrapper.ended();
    await startOnce(pod, `SIGTERM ${afterMs} ms after etcd's start`);
  }
});

/** One start after another; tells which of them had started etcd. */
async function runLane(lane: number): Promise<boolean[]> {
  await using pod = await createPod({ sidecar: { initializationMs: 30 } });
  const startMs = await measureStart(pod);
  const random = createRandom(SEED + lane);
  const hadEtcd: boolean[] = [];
  for (let round = 1; round <= MOMENTS / LANES; round++) {
    if (round % EMPTY_EVERY === 0) await emptyVolume(pod);
    const atMs = random() * startMs * 1.1;
    const signal = random() < 0.5 ? "SIGTERM" : "SIGINT";
    const what = `lane ${lane}, round ${round}, ${signal} at ${
      Math.round(atMs)
    } ms`;
    hadEtcd.push(await interruptStart(pod, { atMs, signal, what }));
    await startOnce(pod, what);
  }
  return hadEtcd;
}

/** How long a start takes here, so that the moments are spread over it. */
async function measureStart(pod: Pod): Promise<number> {
  await startOnce(pod, "first start");
  const beganMs = performance.now();
  await using wrapper = await pod.startReady();
  const tookMs = performance.now() - beganMs;
  await stopWell(wrapper);
  return tookMs;
}

interface Interruption {
  readonly atMs: number;
  readonly signal: "SIGTERM" | "SIGINT";
  readonly what: string;
}

async function interruptStart(
  pod: Pod,
  { atMs, signal, what }: Interruption,
): Promise<boolean> {
  const before = await readRecord(pod);
  await using wrapper = pod.start();
  await delay(atMs);
  wrapper.kill(signal);
  const { code } = await wrapper.ended();
  // Before it listens for signals, one ends it as it ends any process.
  assert([0, 1, 130, 143].includes(code), `${what}: exit ${code}`);
  assertEquals(await findRemains(pod), [], `${what}\n${wrapper.stderr()}`);
  const record = await readRecord(pod);
  assert(
    record === undefined || record === trueRecord(wrapper, signal, before),
    `${what}: the record is ${record}\n${wrapper.stderr()}`,
  );
  return hasStartedEtcd(wrapper);
}

/** What a record may say at most: that etcd closed, or had not run since. */
function trueRecord(
  wrapper: WrapperProcess,
  signal: keyof typeof WORDS,
  before: string | undefined,
): string | undefined {
  if (!hasStartedEtcd(wrapper)) return before;
  return wrapper.stderr().includes(CLEAN) ? WORDS[signal] : undefined;
}

function hasStartedEtcd(wrapper: WrapperProcess): boolean {
  return wrapper.log().some((line) => line.msg === "started etcd");
}

/** Starts, checks that it does what the record demands, and stops. */
async function startOnce(pod: Pod, what: string): Promise<void> {
  const record = await readRecord(pod);
  pod.sidecar.initializations.length = 0;
  await using wrapper = await pod.startReady();
  await pod.answers(200);
  // An initialization of the interrupted start may serve this one too.
  const [mode] = pod.sidecar.initializations;
  const wanted = record === undefined ? "full" : "sanity";
  assert(mode === undefined || mode === wanted, `${what}: then ${mode}`);
  await stopWell(wrapper);
  assertEquals(await readRecord(pod), WORDS.SIGTERM, what);
  assertEquals(await findRemains(pod), [], what);
}

async function readRecord(pod: Pod): Promise<string | undefined> {
  return await Deno.readTextFile(pod.exitCodeFile).catch(() => undefined);
}

async function emptyVolume(pod: Pod): Promise<void> {
  await Deno.remove(pod.dataVolumeDir, { recursive: true });
  await Deno.mkdir(pod.dataVolumeDir);
}

/** Numbers from 0 to 1, the same at each run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
