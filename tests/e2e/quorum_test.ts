import { assert, assertEquals } from "@std/assert";
import { createCluster } from "../support/cluster.ts";
import { isAlive } from "../support/is_alive.ts";
import { pathExists } from "../support/path_exists.ts";
import type { Pod } from "../support/pod.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const NO_ANSWER = "failed to retrieve from etcd db";

const READY = "etcd server is now ready to serve client requests";

/** Waits until etcd is up and asks the other members for their votes. */
async function electing(pod: Pod, wrapper: WrapperProcess): Promise<void> {
  await wrapper.wrote("is starting a new election");
  assertEquals(await pod.readyz(), 503);
}

async function assertEnded(
  pod: Pod,
  wrapper: WrapperProcess,
  code: number,
): Promise<void> {
  const etcdPid = await wrapper.etcdPid();
  assertEquals((await wrapper.ended(10_000)).code, code, wrapper.stderr());
  assert(!isAlive(etcdPid));
  assert(!await pathExists(pod.exitCodeFile));
}

Deno.test("F10 SIGTERM without quorum ends within seconds", async () => {
  await using cluster = await createCluster(3);
  const [pod] = cluster.pods as [Pod];
  await using wrapper = pod.start();
  await electing(pod, wrapper);
  wrapper.kill("SIGTERM");
  await assertEnded(pod, wrapper, 0);
});

Deno.test("F11 POST /stop without quorum is answered and ends", async () => {
  await using cluster = await createCluster(3);
  const [pod] = cluster.pods as [Pod];
  await using wrapper = pod.start();
  await electing(pod, wrapper);
  const response = await fetch(`http://127.0.0.1:${pod.wrapperPort}/stop`, {
    method: "POST",
  });
  assertEquals([response.status, await response.text()], [200, ""]);
  await assertEnded(pod, wrapper, 0);
});

Deno.test("F12 quorum lost after ready answers 503, and SIGTERM still ends cleanly", async () => {
  await using cluster = await createCluster(3);
  const [pod] = cluster.pods as [Pod];
  await using second = await cluster.startBare(1);
  await using third = await cluster.startBare(2);
  await using wrapper = await pod.startReady();
  await pod.answers(200);
  await Promise.all([second.kill(), third.kill()]);
  await pod.answers(503);
  await wrapper.logged(NO_ANSWER);
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended(10_000)).code, 0, wrapper.stderr());
  assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
});

Deno.test("F13 quorum that returns answers 200 again", async () => {
  await using cluster = await createCluster(3);
  const [pod] = cluster.pods as [Pod];
  await using second = await cluster.startBare(1);
  await using wrapper = await pod.startReady();
  await second.kill();
  await pod.answers(503);
  await using _second = await cluster.startBare(1);
  await pod.answers(200);
  await until("the second line about it", () => {
    const ready = wrapper.log().filter(({ msg }) => msg === READY);
    return ready.length === 2;
  });
});

Deno.test("F14 a member that is not ready in time is stopped", async () => {
  await using cluster = await createCluster(3);
  const [pod] = cluster.pods as [Pod];
  await using wrapper = pod.start({ args: ["--etcd-ready-timeout=1s"] });
  await wrapper.logged("etcd was not ready in time, stopping it");
  await assertEnded(pod, wrapper, 1);
  const { level, error } = await wrapper.logged(
    "error during start or run of etcd",
  );
  assertEquals(level, "fatal");
  assert(String(error).includes("not ready within 1 s"));
});

Deno.test("F14 a signal ends the wait for readiness", async () => {
  await using cluster = await createCluster(3);
  const [pod] = cluster.pods as [Pod];
  await using wrapper = pod.start({ args: ["--etcd-ready-timeout=1h"] });
  await electing(pod, wrapper);
  wrapper.kill("SIGINT");
  await assertEnded(pod, wrapper, 0);
});

Deno.test("F14 a member that is ready in time outlives the limit", async () => {
  await using cluster = await createCluster(1);
  const [pod] = cluster.pods as [Pod];
  await using wrapper = await pod.startReady({
    args: ["--etcd-ready-timeout=3s"],
  });
  const etcdPid = await wrapper.etcdPid();
  const startedMs = Date.now();
  await until("the limit to be over", () => Date.now() - startedMs > 3200);
  assert(isAlive(etcdPid));
  assertEquals(await pod.readyz(), 200);
});

Deno.test("F15 without a limit the wait goes on without an error", async () => {
  await using cluster = await createCluster(3);
  const [pod] = cluster.pods as [Pod];
  await using wrapper = pod.start({ args: ["--log-level=debug"] });
  await until(
    "a check to go without an answer",
    () => wrapper.log().some(isUnanswered),
  );
  await using _second = await cluster.startBare(1);
  await pod.answers(200);
  // That nobody answers is an error; that time passes is none.
  const errors = wrapper.log().filter(({ level }) => level === "error")
    .map(({ msg }) => msg);
  assertEquals([...new Set(errors)], [NO_ANSWER]);
});

function isUnanswered(line: Readonly<Record<string, unknown>>): boolean {
  return line["msg"] === NO_ANSWER && String(line["error"]).includes("5 s");
}
