import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createPod, type Pod } from "../support/pod.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

/** What the last start asked the sidecar for. */
function lastMode(pod: Pod): string | undefined {
  return pod.sidecar.initializations.at(-1);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}

async function stopWell(
  wrapper: WrapperProcess,
  signal: Deno.Signal,
): Promise<void> {
  const etcdPid = await wrapper.etcdPid();
  wrapper.kill(signal);
  const { code } = await wrapper.ended();
  assertEquals(code, 0, wrapper.stderr());
  assert(!isAlive(etcdPid));
  assertStringIncludes(wrapper.stderr(), "closed etcd server");
}

Deno.test("F1 a first start validates fully and becomes ready", async () => {
  await using pod = await createPod();
  await using wrapper = pod.start();
  await pod.answers(200);

  assertEquals(pod.sidecar.initializations, ["full"]);
  const paths = pod.sidecar.requests.map((request) => request.path);
  assertEquals(paths[0], "/initialization/status");
  assertEquals(paths[1], "/initialization/start");
  assertEquals(paths.at(-2), "/initialization/status");
  assertEquals(paths.at(-1), "/config");
  assertEquals(
    await Deno.readTextFile(`${pod.home}/etcd.conf.yaml`),
    pod.config(),
  );
  const { mode } = await Deno.stat(`${pod.home}/etcd.conf.yaml`);
  assertEquals((mode ?? 0) & 0o777, 0o600);
  await stopWell(wrapper, "SIGTERM");
  assertEquals(wrapper.stdout(), "");
});

Deno.test("F2 a restart after SIGTERM validates sanely", async () => {
  await using pod = await createPod();
  await using first = await pod.startReady();
  await stopWell(first, "SIGTERM");
  assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
  const { mode } = await Deno.stat(pod.exitCodeFile);
  assertEquals((mode ?? 0) & 0o777, 0o600);

  await using second = await pod.startReady();
  assertEquals(lastMode(pod), "sanity");
  assert(!await exists(pod.exitCodeFile));
  await stopWell(second, "SIGTERM");
});

Deno.test("F3 a restart after SIGINT validates sanely", async () => {
  await using pod = await createPod();
  await using first = await pod.startReady();
  await stopWell(first, "SIGINT");
  assertEquals(await Deno.readTextFile(pod.exitCodeFile), "interrupt");

  await using second = await pod.startReady();
  assertEquals(lastMode(pod), "sanity");
  await stopWell(second, "SIGTERM");
});

Deno.test("F4 a start after SIGKILL finds the orphan, stops it and validates fully", async () => {
  await using pod = await createPod();
  await using first = await pod.startReady();
  const orphan = await first.etcdPid();
  first.kill("SIGKILL");
  assertEquals((await first.ended()).code, 137);
  assert(isAlive(orphan));

  await using second = await pod.startReady();
  assert(!isAlive(orphan));
  await second.logged("the earlier etcd has ended");
  assertStringIncludes(first.stderr(), "closed etcd server");
  assertEquals(lastMode(pod), "full");
  assert(!await exists(pod.exitCodeFile));
  await stopWell(second, "SIGTERM");
});

Deno.test("F5 POST /stop is answered, ends with 0 and leads to a full validation", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  const response = await fetch(`http://127.0.0.1:${pod.wrapperPort}/stop`, {
    method: "POST",
  });
  assertEquals([response.status, await response.text()], [200, ""]);
  assertEquals((await wrapper.ended()).code, 0);
  assertStringIncludes(wrapper.stderr(), "closed etcd server");
  assert(!await exists(pod.exitCodeFile));

  await using again = await pod.startReady();
  assertEquals(lastMode(pod), "full");
  await stopWell(again, "SIGTERM");
});

Deno.test("F6 GET /stop stops nothing", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  const response = await fetch(`http://127.0.0.1:${pod.wrapperPort}/stop`);
  await response.body?.cancel();
  assertEquals(response.status, 405);
  assertEquals(response.headers.get("allow"), "POST");
  assertEquals(await pod.readyz(), 200);
  await stopWell(wrapper, "SIGTERM");
});

Deno.test("F9 SIGTERM before etcd has run records nothing", async () => {
  await using pod = await createPod({ sidecar: { initializationMs: 60_000 } });
  await using wrapper = pod.start();
  await until(
    "the wrapper to poll",
    () => pod.sidecar.requests.length >= 3,
  );
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 1);
  assert(!await exists(pod.exitCodeFile));
  await wrapper.logged("application context has been cancelled");
});

Deno.test("F9 SIGTERM before etcd has run keeps the record of the last run", async () => {
  await using pod = await createPod({ sidecar: { initializationMs: 60_000 } });
  await Deno.writeTextFile(pod.exitCodeFile, "terminated");
  await using wrapper = pod.start();
  await until("a trigger", () => lastMode(pod) === "sanity");
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 1);
  // etcd has not run in between, so what the record says still holds.
  assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
});
