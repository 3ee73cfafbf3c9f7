import { assertEquals } from "@std/assert";
import { pathExists } from "../support/path_exists.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { stopWell } from "../support/stop_well.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const CONFIG = "/config";
const CUT = { cutAfterBytes: 100 };

/** The paths that were asked for after the initialization. */
function fetches(pod: Pod): string[] {
  const paths = pod.sidecar.requests.map((request) => request.path);
  return paths.slice(paths.indexOf(CONFIG));
}

/** The attempts that the log says were to no avail. */
function failedAttempts(wrapper: WrapperProcess): unknown[] {
  return wrapper.log()
    .filter((line) => line.msg === "re-attempting operation")
    .map((line) => line["current-attempt"]);
}

async function assertGivesUp(wrapper: WrapperProcess): Promise<void> {
  assertEquals((await wrapper.ended()).code, 1);
  await wrapper.logged("all retries exhausted");
  await wrapper.logged("error during start or run of etcd");
  assertEquals(wrapper.log().filter((line) => line.msg === "started etcd"), []);
}

Deno.test("F25 a configuration that cannot be had is asked for five times", async () => {
  await using pod = await createPod();
  pod.sidecar.setConfig(undefined);
  await using wrapper = pod.start();
  await assertGivesUp(wrapper);
  assertEquals(fetches(pod), Array(5).fill(CONFIG));
  assertEquals(failedAttempts(wrapper), [0, 1, 2, 3, 4]);
  assertEquals(await Array.fromAsync(Deno.readDir(pod.home)), []);
});

Deno.test("F26 a configuration that can be had at the third attempt is used", async () => {
  await using pod = await createPod();
  pod.sidecar.faults.once(CONFIG, { status: 500 }, { status: 500 });
  await using wrapper = await pod.startReady();
  assertEquals(fetches(pod), Array(3).fill(CONFIG));
  assertEquals(failedAttempts(wrapper), [0, 1]);
  await stopWell(wrapper);
});

Deno.test("F27 a configuration that takes eight seconds is waited for", async () => {
  await using pod = await createPod();
  pod.sidecar.faults.always(CONFIG, { delayHeadersMs: 8000 });
  await using wrapper = await pod.startReady();
  assertEquals(fetches(pod), [CONFIG]);
  assertEquals(failedAttempts(wrapper), []);
  await stopWell(wrapper);
});

Deno.test("F28 a configuration cut in the middle is fetched again", async () => {
  await using pod = await createPod();
  pod.sidecar.faults.once(CONFIG, CUT);
  await using wrapper = await pod.startReady();
  assertEquals(fetches(pod), [CONFIG, CONFIG]);
  assertEquals(failedAttempts(wrapper), [0]);
  assertEquals(
    await Deno.readTextFile(`${pod.home}/etcd.conf.yaml`),
    pod.config(),
  );
  await stopWell(wrapper);
});

Deno.test("F28 a configuration that is always cut leaves the last one as it was", async () => {
  await using pod = await createPod();
  const path = `${pod.home}/etcd.conf.yaml`;
  await Deno.writeTextFile(path, "name: of-the-last-run\n");
  await Deno.writeTextFile(pod.exitCodeFile, "terminated");
  pod.sidecar.faults.always(CONFIG, CUT);
  await using wrapper = pod.start();
  await assertGivesUp(wrapper);
  assertEquals(await Deno.readTextFile(path), "name: of-the-last-run\n");
  const names = await Array.fromAsync(
    Deno.readDir(pod.home),
    (entry) => entry.name,
  );
  assertEquals(names, ["etcd.conf.yaml"]);
  assertEquals(await pathExists(pod.dataDir), false);
});
