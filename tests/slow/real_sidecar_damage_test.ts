import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { damageDatabase, damageWal } from "../support/damage.ts";
import { druidConfig } from "../support/druid_config.ts";
import { get, put } from "../support/etcd_api.ts";
import { pathExists } from "../support/path_exists.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { type RealSidecar, startRealSidecar } from "../support/real_sidecar.ts";
import { stopWell } from "../support/stop_well.ts";
import { testWithSidecar } from "../support/test_with_sidecar.ts";

/** With no etcd running, it takes the sidecar 7 s to give the configuration. */
const START_MS = 40_000;

interface Damage {
  readonly damage: (dataDir: string) => Promise<void>;
  /** Whether to wait until the key is in the store. */
  readonly hasStore: boolean;
}

/** Writes a key, stops the member well, and damages its data. */
async function damageAfterStop(
  pod: Pod,
  sidecar: RealSidecar,
  { damage, hasStore }: Damage,
): Promise<void> {
  await using wrapper = pod.start({ args: sidecar.args });
  await pod.answers(200, START_MS);
  if (hasStore) await sidecar.logged("Successfully saved full snapshot");
  await put({ endpoints: pod.clientUrl }, "key", "kept");
  if (hasStore) await sidecar.logged("Successfully saved delta snapshot");
  await stopWell(wrapper);
  assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
  await damage(pod.dataDir);
}

/** A start that the damage lets fail, although the sidecar found nothing. */
async function assertStartFails(
  pod: Pod,
  sidecar: RealSidecar,
): Promise<void> {
  await using wrapper = pod.start({ args: sidecar.args });
  const { code } = await wrapper.ended(START_MS).catch((error) => {
    throw new Error(`${error}; the sidecar's log:\n${sidecar.log()}`);
  });
  assertEquals(code, 1);
  assertStringIncludes(sidecar.log(), "Validation mode: sanity");
  assert(!await pathExists(pod.exitCodeFile));
}

/** A start after which the member is ready; what it then has for the key. */
async function startAndGet(
  pod: Pod,
  sidecar: RealSidecar,
): Promise<string | undefined> {
  await using wrapper = pod.start({ args: sidecar.args });
  await pod.answers(200, START_MS);
  const value = await get({ endpoints: pod.clientUrl }, "key");
  await stopWell(wrapper);
  return value;
}

function modes(sidecar: RealSidecar): string[] {
  const matches = sidecar.log().matchAll(/Validation mode: (\w+)/g);
  return [...matches].map(([_line, mode = ""]) => mode);
}

await testWithSidecar(
  "F7 with the real sidecar: the second start on a damaged log restores the data",
  async () => {
    await using pod = await createPod();
    await using sidecar = await startRealSidecar(pod, {
      config: druidConfig(pod),
      hasStore: true,
    });
    await damageAfterStop(pod, sidecar, { damage: damageWal, hasStore: true });
    await assertStartFails(pod, sidecar);
    assertEquals(await startAndGet(pod, sidecar), "kept");
    assertEquals(modes(sidecar), ["full", "sanity", "full"]);
  },
);

await testWithSidecar(
  "F8 with the real sidecar: a damaged database is restored at the first start",
  async () => {
    await using pod = await createPod();
    await using sidecar = await startRealSidecar(pod, {
      config: druidConfig(pod),
      hasStore: true,
    });
    await damageAfterStop(pod, sidecar, {
      damage: damageDatabase,
      hasStore: true,
    });
    assertEquals(await startAndGet(pod, sidecar), "kept");
    assertEquals(modes(sidecar), ["full", "sanity"]);
  },
);

await testWithSidecar(
  "F8 with the real sidecar: without a store, the second start on a damaged database begins anew",
  async () => {
    await using pod = await createPod();
    await using sidecar = await startRealSidecar(pod, {
      config: druidConfig(pod),
    });
    await damageAfterStop(pod, sidecar, {
      damage: damageDatabase,
      hasStore: false,
    });
    await assertStartFails(pod, sidecar);
    assertEquals(await startAndGet(pod, sidecar), undefined);
    assertEquals(modes(sidecar), ["full", "sanity", "full"]);
  },
);
