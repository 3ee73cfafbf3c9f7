import { assert, assertEquals } from "@std/assert";
import { get, put } from "../support/etcd_api.ts";
import {
  createDisk,
  findDiskObstacle,
  freezeDisk,
  withDisk,
} from "../support/frozen_disk.ts";
import { createPod } from "../support/pod.ts";
import { stopWell } from "../support/stop_well.ts";
import { until } from "../support/until.ts";

const DISK_BYTES = 512 * 1024 * 1024;
/** Thirty times the short election timeout. */
const STALL_MS = 3000;

const obstacle = await findDiskObstacle();
const reason = obstacle === undefined ? "" : ` (skipped: ${obstacle})`;

Deno.test({
  name: `--single-member-fast-start survives a disk that stalls${reason}`,
  ignore: obstacle !== undefined,
  async fn() {
    await using pod = await createPod({ config: { fast: false } });
    const image = `${pod.dir}/disk`;
    await createDisk(image, DISK_BYTES);
    await using wrapper = await pod.startReady({
      args: ["--single-member-fast-start"],
      through: withDisk(pod.dataVolumeDir, image),
    });
    const api = { endpoints: pod.clientUrl };
    await put(api, "before", "1");
    const etcdPid = await wrapper.etcdPid();

    let isWritten = false;
    let writing: Promise<void>;
    {
      await using _frozen = await freezeDisk(wrapper.pid, pod.dataVolumeDir);
      const stalledMs = Date.now();
      writing = until("a write", async () => {
        await put(api, "during", "2");
        return true;
      }).then(() => void (isWritten = true));
      await until("the stall to last", async () => {
        // It may answer 200 or 503, but it answers.
        assert([200, 503].includes(await pod.readyz()));
        return Date.now() - stalledMs > STALL_MS;
      });
      assert(!isWritten, "the disk does not stall");
    }
    await writing;
    await pod.answers(200);
    await put(api, "after", "3");
    assertEquals(await wrapper.etcdPid(), etcdPid);
    for (const [key, value] of [["before", "1"], ["during", "2"]]) {
      assertEquals(await get(api, String(key)), value);
    }
    await stopWell(wrapper);
  },
});
