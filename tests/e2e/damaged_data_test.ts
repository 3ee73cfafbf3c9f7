import { assert, assertEquals } from "@std/assert";
import { damageDatabase, damageWal, truncateWal } from "../support/damage.ts";
import { get, put } from "../support/etcd_api.ts";
import { isAlive } from "../support/is_alive.ts";
import { pathExists } from "../support/path_exists.ts";
import { createPod, type Pod } from "../support/pod.ts";
import type { StandInSidecarOptions } from "../support/stand_in_sidecar.ts";
import { stopWell } from "../support/stop_well.ts";

/** A sidecar that finds damage only when it validates fully, and mends it. */
function mendingSidecar(pod: () => Pod): StandInSidecarOptions {
  return {
    async initialize(mode) {
      if (mode === "full" && await pathExists(`${pod().dir}/damaged`)) {
        await Deno.remove(pod().dataDir, { recursive: true });
      }
      return "Successful";
    },
  };
}

const DAMAGES = [
  { row: "F7", what: "log", damage: damageWal },
  { row: "F8", what: "database", damage: damageDatabase },
];

for (const { row, what, damage } of DAMAGES) {
  Deno.test(`${row} a ${what} damaged after a clean stop is validated fully at the second start`, async () => {
    await using pod: Pod = await createPod({
      sidecar: mendingSidecar(() => pod),
    });
    await using first = await pod.startReady();
    await put({ endpoints: pod.clientUrl }, "before", "damage");
    await stopWell(first);
    assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
    await damage(pod.dataDir);
    await Deno.writeTextFile(`${pod.dir}/damaged`, "");

    await using second = pod.start();
    assertEquals((await second.ended()).code, 1);
    await second.logged("error during start or run of etcd");
    assert(!isAlive(await second.etcdPid()));
    assert(!await pathExists(pod.exitCodeFile));

    await using third = await pod.startReady();
    assertEquals(pod.sidecar.initializations, ["full", "sanity", "full"]);
    assertEquals(
      await get({ endpoints: pod.clientUrl }, "before"),
      undefined,
    );
    await stopWell(third);
    assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
  });
}

Deno.test("F7 a start on a log that lost its entries never serves and ends on SIGTERM without a record", async () => {
  await using pod = await createPod();
  await using first = await pod.startReady();
  await stopWell(first);
  await truncateWal(pod.dataDir);

  await using second = pod.start();
  const etcdPid = await second.etcdPid();
  await pod.answers(503);
  await second.logged("failed to retrieve from etcd db");
  assertEquals(await pod.readyz(), 503);
  second.kill("SIGTERM");
  assertEquals((await second.ended()).code, 0);
  assert(!isAlive(etcdPid));
  assert(!await pathExists(pod.exitCodeFile));
  await using third = pod.start();
  await third.etcdPid();
  assertEquals(pod.sidecar.initializations, ["full", "sanity", "full"]);
});

const LOSSES = {
  "an empty database file": (dataDir: string) =>
    Deno.truncate(`${dataDir}/member/snap/db`),
  "no log folder": (dataDir: string) =>
    Deno.remove(`${dataDir}/member/wal`, { recursive: true }),
};
for (const [what, lose] of Object.entries(LOSSES)) {
  Deno.test(`D.34 etcd starts on ${what}, as the sidecar let it`, async () => {
    await using pod = await createPod();
    await using first = await pod.startReady();
    await stopWell(first);
    await lose(pod.dataDir);

    await using second = await pod.startReady();
    await pod.answers(200);
    await put({ endpoints: pod.clientUrl }, "after", "loss");
    assertEquals(await get({ endpoints: pod.clientUrl }, "after"), "loss");
    await stopWell(second);
    assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
  });
}
