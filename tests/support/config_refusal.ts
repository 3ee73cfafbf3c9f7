import { assert, assertEquals } from "@std/assert";
import type { Pod } from "./pod.ts";

/**
 * Starts the wrapper with a configuration that it has to refuse: exit 1 with
 * the reason, etcd never started, nothing written but how the run ended.
 */
export async function assertRefused(
  pod: Pod,
  config: string | Uint8Array,
  reason: RegExp,
): Promise<void> {
  pod.sidecar.setConfig(config);
  const cwd = await Deno.makeTempDir({ dir: pod.dir });
  await using wrapper = pod.start({ cwd });
  assertEquals((await wrapper.ended()).code, 1);
  const { error } = await wrapper.logged("error during start or run of etcd");
  assert(reason.test(String(error)), `The reason is ${error}`);
  assertEquals(wrapper.log().filter((line) => line.msg === "started etcd"), []);
  for (
    const [dir, names] of [
      [cwd, []],
      [pod.home, []],
      [pod.dataVolumeDir, ["last_stop.json"]],
    ] as const
  ) {
    const entries = await Array.fromAsync(Deno.readDir(dir));
    assertEquals(entries.map(({ name }) => name), [...names], dir);
  }
}
