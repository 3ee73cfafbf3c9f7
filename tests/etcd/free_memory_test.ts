import process from "node:process";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { freeMemoryBytes } from "../../lib/etcd/free_memory.ts";
import { programCommand } from "../support/program.ts";

const LIMIT_BYTES = 300 * 1024 * 1024;
const CGROUP_ROOT = "/sys/fs/cgroup/memory";

Deno.test("freeMemoryBytes() is more than nothing and at most what is there", {
  permissions: { sys: ["systemMemoryInfo"] },
}, async () => {
  const free = await freeMemoryBytes();
  assert(free > 0 && free <= Deno.systemMemoryInfo().total, `${free}`);
});

Deno.test("freeMemoryBytes() needs to see the memory's figures and no more", {
  permissions: "none",
}, async () => {
  await assertRejects(() => freeMemoryBytes(), Deno.errors.NotCapable);
});

const skipReason = await cgroupSkipReason();
Deno.test({
  name: "freeMemoryBytes() counts the limit of a cgroup" +
    (skipReason === "" ? "" : ` (skipped: ${skipReason})`),
  ignore: skipReason !== "",
  async fn() {
    const dir = `${CGROUP_ROOT}/etcd-wrapper-test-${crypto.randomUUID()}`;
    await Deno.mkdir(dir);
    try {
      await Deno.writeTextFile(
        `${dir}/memory.limit_in_bytes`,
        String(LIMIT_BYTES),
      );
      const script = 'echo $$ > "$0" && exec "$@"';
      const command = programCommand("free_memory.ts");
      const output = await new Deno.Command("sh", {
        args: ["-c", script, `${dir}/cgroup.procs`, ...command],
        stdin: "null",
      }).output();
      const decoder = new TextDecoder();
      assertEquals(output.code, 0, decoder.decode(output.stderr));
      const free = Number(decoder.decode(output.stdout));
      assert(free > 0 && free <= LIMIT_BYTES, `${free}`);
    } finally {
      await Deno.remove(dir);
    }
  },
});

/** Why no cgroup can be limited here; empty when one can. */
async function cgroupSkipReason(): Promise<string> {
  if (Deno.uid() !== 0) return "needs root";
  // Deno 2.6 cannot tell a cgroup's limit, and the program goes without it.
  if (process.constrainedMemory === undefined) return "needs Deno 2.7";
  const dir = `${CGROUP_ROOT}/etcd-wrapper-test-${crypto.randomUUID()}`;
  try {
    await Deno.stat(`${CGROUP_ROOT}/memory.limit_in_bytes`);
    await Deno.mkdir(dir);
    await Deno.remove(dir);
    return "";
  } catch {
    return "no cgroup v1 that can be written";
  }
}
