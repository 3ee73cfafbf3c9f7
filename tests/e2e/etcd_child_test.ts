import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { isAlive } from "../support/is_alive.ts";
import { pathExists } from "../support/path_exists.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { testWith } from "../support/test_with.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

/** Starts a wrapper whose etcd no longer does anything. */
async function startHung(
  pod: Pod,
  stopTimeout: string,
): Promise<{ wrapper: WrapperProcess; etcdPid: number }> {
  const wrapper = await pod.startReady({
    args: [`--etcd-stop-timeout=${stopTimeout}`],
  });
  const etcdPid = await wrapper.etcdPid();
  Deno.kill(etcdPid, "SIGSTOP");
  return { wrapper, etcdPid };
}

async function assertUnclean(
  pod: Pod,
  wrapper: WrapperProcess,
  code: number,
): Promise<void> {
  const etcdPid = await wrapper.etcdPid();
  assertEquals((await wrapper.ended()).code, code, wrapper.stderr());
  assert(!isAlive(etcdPid));
  assert(!await pathExists(pod.exitCodeFile));
}

Deno.test("F52 an etcd that is killed ends the wrapper with the reason", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  Deno.kill(await wrapper.etcdPid(), "SIGKILL");
  await assertUnclean(pod, wrapper, 1);
  const { level, error } = await wrapper.logged(
    "error during start or run of etcd",
  );
  assertEquals(level, "fatal");
  assertStringIncludes(String(error), "signal SIGKILL");
  await pod.answers(0);

  await using again = await pod.startReady();
  assertEquals(pod.sidecar.initializations, ["full", "full"]);
  again.kill("SIGTERM");
  assertEquals((await again.ended()).code, 0);
});

Deno.test("F53 an etcd that hangs answers 503 and is killed after the stop timeout", async () => {
  await using pod = await createPod();
  const { wrapper, etcdPid } = await startHung(pod, "2s");
  await using _wrapper = wrapper;
  await pod.answers(503);
  wrapper.kill("SIGTERM");
  await wrapper.logged("caught shutdown signal");
  assert(isAlive(etcdPid));
  await assertUnclean(pod, wrapper, 1);
  await wrapper.logged("etcd had to be killed, the next validation is full");
});

Deno.test("F54 a second SIGTERM kills a hung etcd at once", async () => {
  await using pod = await createPod();
  const { wrapper, etcdPid } = await startHung(pod, "1h");
  await using _wrapper = wrapper;
  wrapper.kill("SIGTERM");
  const { ts } = await wrapper.logged("caught shutdown signal");
  assert(isAlive(etcdPid));
  // Signals that come together count as one.
  const firstMs = Date.parse(String(ts));
  await until("the second signal to count", () => Date.now() - firstMs > 1000);
  wrapper.kill("SIGTERM");
  await assertUnclean(pod, wrapper, 1);
});

Deno.test("F54 two SIGTERMs back to back are one", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  wrapper.kill("SIGTERM");
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
  assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
});

for (const [signal, code] of [["SIGHUP", 129], ["SIGQUIT", 2]] as const) {
  Deno.test(`D.49 ${signal} ends etcd, records nothing and exits with ${code}`, async () => {
    await using pod = await createPod();
    await using wrapper = await pod.startReady();
    wrapper.kill(signal);
    await assertUnclean(pod, wrapper, code);
    assertStringIncludes(wrapper.stderr(), "closed etcd server");
  });
}

testWith(
  { root: true, programs: ["unshare"] },
  "F4 a wrapper that is killed as PID 1 takes etcd with it",
  async () => {
    await using pod = await createPod();
    await using wrapper = pod.start({
      through: ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"],
    });
    await wrapper.logged("etcd server is now ready to serve client requests");
    const first = await childOf(wrapper.pid);
    const etcd = await childOf(first);
    assertEquals(await commandOf(etcd), "etcd");
    Deno.kill(first, "SIGKILL");
    await wrapper.ended();
    await until("etcd to end", () => !isAlive(etcd));

    await using again = await pod.startReady();
    assertEquals(pod.sidecar.initializations, ["full", "full"]);
    again.kill("SIGTERM");
    assertEquals((await again.ended()).code, 0);
  },
);

async function childOf(pid: number): Promise<number> {
  const path = `/proc/${pid}/task/${pid}/children`;
  const [child] = (await Deno.readTextFile(path)).trim().split(" ");
  assert(child !== undefined && child !== "");
  return Number(child);
}

async function commandOf(pid: number): Promise<string> {
  return (await Deno.readTextFile(`/proc/${pid}/comm`)).trim();
}
