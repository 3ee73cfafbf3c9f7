import { assert, assertEquals, assertMatch } from "@std/assert";
import { createPod, type Pod } from "../support/pod.ts";
import { ask } from "../support/read_cause.ts";
import { createStandalonePod } from "../support/standalone_pod.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

type Record = Readonly<{ [key: string]: unknown }>;

async function readRecord(
  { dataVolumeDir }: { readonly dataVolumeDir: string },
): Promise<Record> {
  return JSON.parse(
    await Deno.readTextFile(`${dataVolumeDir}/last_stop.json`),
  );
}

/** What the next start shows of the run before. */
async function shownBy(pod: Pod): Promise<Record> {
  await using _wrapper = await pod.startReady();
  const { text } = await ask(pod, "/status");
  return JSON.parse(text).lastStop;
}

async function endOf(wrapper: WrapperProcess, code: number): Promise<void> {
  assertEquals((await wrapper.ended()).code, code, wrapper.stderr());
}

for (const etcdLine of ["3.5", "3.6"] as const) {
  Deno.test(`last_stop.json tells of a stop by SIGTERM, and the next start shows it, on etcd ${etcdLine}`, async () => {
    await using pod = await createPod({ etcdLine });
    await using wrapper = await pod.startReady();
    await until("the member to be looked at", async () => {
      const { text } = await ask(pod, "/status");
      return JSON.parse(text).member !== null;
    });
    assertEquals((await readRecord(pod))["cause"], null);
    wrapper.kill("SIGTERM");
    await endOf(wrapper, 0);
    const record = await readRecord(pod);
    const { at, durationMs, raftIndex, etcdVersion, ...rest } = record;
    assert(Date.parse(String(at)) > 0);
    assert(Number(durationMs) > 0 && Number(raftIndex) > 0);
    assertMatch(String(etcdVersion), /^3\.\d+\.\d+$/);
    assertEquals(rest, {
      schemaVersion: 1,
      cause: "Requested",
      signal: "SIGTERM",
      phase: "ready",
      clean: true,
      exitCode: 0,
      error: null,
      restartsByCause: {},
      runningSince: null,
    });
    const shown = await shownBy(pod);
    assertEquals([shown["at"], shown["cause"]], [at, "Requested"]);
    assertEquals(shown["restartsByCause"], { Requested: 1 });
  });
}

Deno.test("last_stop.json says so when the wrapper was killed", async () => {
  await using pod = await createPod();
  await using first = await pod.startReady();
  first.kill("SIGTERM");
  await endOf(first, 0);
  await using second = await pod.startReady();
  second.kill("SIGKILL");
  await endOf(second, 137);
  const { cause, at, error } = await shownBy(pod);
  assertEquals([cause, at], ["Unknown", null]);
  assertMatch(String(error), /^the run that began at .* left no record/);
});

Deno.test("last_stop.json says so when the wrapper was killed before etcd was started", async () => {
  await using pod = await createPod({
    sidecar: { initialStatus: "Progress" },
  });
  await using wrapper = pod.start();
  await wrapper.logged("Fetched initialization status");
  await until(
    "the begin to be noted",
    async () => typeof (await readRecord(pod))["runningSince"] === "string",
  );
  wrapper.kill("SIGKILL");
  await endOf(wrapper, 137);
  await using next = pod.start();
  await next.logged("Fetched initialization status");
  next.kill("SIGTERM");
  await endOf(next, 1);
  const { cause, signal, phase, restartsByCause } = await readRecord(pod);
  assertEquals([cause, signal, phase], [
    "StoppedBeforeStart",
    "SIGTERM",
    "initializing",
  ]);
  assertEquals(restartsByCause, { Unknown: 1 });
});

Deno.test("last_stop.json tells that etcd ended by itself", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  Deno.kill(await wrapper.etcdPid(), "SIGKILL");
  await endOf(wrapper, 1);
  const { cause, clean, error, exitCode } = await readRecord(pod);
  assertEquals([cause, clean, exitCode], ["EtcdExited", false, 1]);
  assertMatch(String(error), /signal SIGKILL/);
});

Deno.test("last_stop.json tells that etcd had to be killed", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady({
    args: ["--etcd-stop-timeout=100ms"],
  });
  Deno.kill(await wrapper.etcdPid(), "SIGSTOP");
  wrapper.kill("SIGTERM");
  await endOf(wrapper, 1);
  const { cause, clean, signal } = await readRecord(pod);
  assertEquals([cause, clean, signal], ["Killed", false, "SIGTERM"]);
});

Deno.test("last_stop.json tells of a member that was never ready", async () => {
  await using pod = await createPod({
    config: {
      cluster: [
        { name: "etcd-main-0", peerUrl: "http://127.0.0.1:1" },
        { name: "etcd-main-1", peerUrl: "http://127.0.0.1:2" },
      ],
      extra: { "initial-advertise-peer-urls": "http://127.0.0.1:1" },
    },
  });
  await using wrapper = pod.start({ args: ["--etcd-ready-timeout=1s"] });
  await endOf(wrapper, 1);
  assertEquals((await readRecord(pod))["cause"], "EtcdNeverReady");
});

Deno.test("last_stop.json tells of a refused start", async () => {
  await using pod = await createStandalonePod();
  await using first = await pod.startReady();
  first.kill("SIGTERM");
  await endOf(first, 0);
  await Deno.writeTextFile(`${pod.dataDir}/member/snap/db`, "damaged");
  await Deno.remove(pod.exitCodeFile);
  await using wrapper = pod.start();
  await endOf(wrapper, 11);
  const { cause, exitCode, error } = await readRecord(pod);
  assertEquals([cause, exitCode], ["StartRefused", 11]);
  assertMatch(String(error), /moved aside/);
});

Deno.test("a damaged last_stop.json is reported and keeps nobody from starting", async () => {
  await using pod = await createPod();
  await Deno.writeTextFile(`${pod.dataVolumeDir}/last_stop.json`, '{"sch');
  await using wrapper = await pod.startReady();
  await wrapper.logged("cannot use the record of the last stop, it is ignored");
  wrapper.kill("SIGTERM");
  await endOf(wrapper, 0);
  assertEquals((await readRecord(pod))["cause"], "Requested");
});

Deno.test("--initialization-timeout ends a start with the sidecar's last answer", async () => {
  await using pod = await createPod({
    sidecar: { initialStatus: "Progress" },
  });
  await using wrapper = pod.start({ args: ["--initialization-timeout=1s"] });
  await endOf(wrapper, 50);
  const { error } = await wrapper.logged("error during start or run of etcd");
  assertEquals(
    error,
    "The data was not initialized within 1 s: Validating: the sidecar " +
      "validates the data (mode chosen by an earlier start): InProgress",
  );
  const { cause, exitCode } = await readRecord(pod);
  assertEquals([cause, exitCode], ["InitializationTimeout", 50]);
});

Deno.test("--initialization-timeout names a sidecar that is not there", async () => {
  await using pod = await createPod();
  await using wrapper = pod.start({
    args: [
      "--initialization-timeout=500ms",
      "--backup-restore-host-port=127.0.0.1:1",
    ],
  });
  await endOf(wrapper, 50);
  const { error } = await wrapper.logged("error during start or run of etcd");
  assertMatch(String(error), /SidecarUnreachable: .*127.0.0.1:1 does not/);
});

Deno.test("--initialization-timeout ends the wait for the other members, too", async () => {
  await using pod = await createStandalonePod();
  await pod.writeConfig(pod.config({
    cluster: [
      { name: "etcd-main-0", peerUrl: `http://127.0.0.1:${pod.peerPort}` },
      { name: "etcd-main-1", peerUrl: "http://127.0.0.1:2" },
    ],
    state: "existing",
  }));
  await using wrapper = pod.start({ args: ["--initialization-timeout=1s"] });
  await endOf(wrapper, 50);
  const { error } = await wrapper.logged("error during start or run of etcd");
  assertMatch(String(error), /not initialized within 1 s: JoiningCluster: /);
});

Deno.test("--initialization-timeout leaves a member alone that is initialized", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady({
    args: ["--initialization-timeout=2s"],
  });
  const beganMs = Date.now();
  await until("the limit to be over", () => Date.now() - beganMs > 2200);
  assertEquals(await pod.readyz(), 200);
  wrapper.kill("SIGTERM");
  await endOf(wrapper, 0);
});
