import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { isAlive } from "./is_alive.ts";
import type { WrapperProcess } from "./wrapper_process.ts";

/** Stops a ready wrapper with a signal and checks that it ends as it should. */
export async function stopWell(
  wrapper: WrapperProcess,
  signal: Deno.Signal = "SIGTERM",
): Promise<void> {
  const etcdPid = await wrapper.etcdPid();
  wrapper.kill(signal);
  const { code } = await wrapper.ended();
  assertEquals(code, 0, wrapper.stderr());
  assert(!isAlive(etcdPid), "etcd has outlived the wrapper");
  assertStringIncludes(wrapper.stderr(), "closed etcd server");
}
