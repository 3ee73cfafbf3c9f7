import { assert, assertEquals } from "@std/assert";
import { EXIT_CODE } from "../../lib/process/exit_code.ts";
import { damageDatabase } from "../support/damage.ts";
import { pathExists } from "../support/path_exists.ts";
import { createStandalonePod } from "../support/standalone_pod.ts";
import { stopWell } from "../support/stop_well.ts";
import { testWith } from "../support/test_with.ts";

testWith(
  { programs: ["mount", "umount"], root: true },
  "standalone: a data directory that is a volume's root keeps what is moved aside inside",
  async () => {
    await using pod = await createStandalonePod();
    await Deno.mkdir(pod.dataDir, { recursive: true });
    await run("mount", "-t", "tmpfs", "-o", "mode=0700", "tmpfs", pod.dataDir);
    try {
      {
        await using wrapper = await pod.startReady();
        await stopWell(wrapper);
      }
      await damageDatabase(pod.dataDir);
      {
        await using wrapper = pod.start();
        assertEquals(
          (await wrapper.ended()).code,
          EXIT_CODE.invalid,
          wrapper.stderr(),
        );
      }
      const names = await Array.fromAsync(
        Deno.readDir(`${pod.dataDir}/quarantine`),
        ({ name }) => name,
      );
      assertEquals(names.length, 1);
      assert(!await pathExists(pod.quarantineDir));
      {
        await using wrapper = pod.start();
        assertEquals(
          (await wrapper.ended()).code,
          EXIT_CODE.dataGone,
          wrapper.stderr(),
        );
      }
      const args = ["--on-invalid-data=start-empty"];
      await using wrapper = await pod.startReady({ args });
      await stopWell(wrapper);
      const kept = `${pod.dataDir}/quarantine/${names[0]}/data/member/snap/db`;
      assert(await pathExists(kept));
    } finally {
      await run("umount", pod.dataDir);
    }
  },
);

async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
