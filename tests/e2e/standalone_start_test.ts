import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { get, put } from "../support/etcd_api.ts";
import { createStandalonePod } from "../support/standalone_pod.ts";
import { stopWell } from "../support/stop_well.ts";
import { testWith } from "../support/test_with.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const FATAL = "error during start or run of etcd";
const NAMESPACE = { POD_NAMESPACE: "garden" };

/** Deno 2.6 cannot try a lock, and a program must not read `/proc/locks`. */
const LOCKS = Deno.env.get("ETCD_WRAPPER_PROGRAM") === undefined
  ? ["flock"]
  : ["flock", "the pinned Deno, which can try a lock"];

async function validationOf(wrapper: WrapperProcess): Promise<unknown[]> {
  const { mode, verdict } = await wrapper.logged("validated the data");
  return [mode, verdict];
}

for (const etcdLine of ["3.4", "3.5", "3.6"] as const) {
  Deno.test(`standalone: etcd ${etcdLine} starts, restarts after SIGTERM and after SIGKILL, and keeps its data`, async () => {
    await using pod = await createStandalonePod({ etcdLine });
    const endpoints = pod.clientUrl;
    {
      await using wrapper = await pod.startReady({ env: NAMESPACE });
      await pod.answers(200);
      assertEquals(await validationOf(wrapper), ["full", "absent"]);
      await put({ endpoints }, "key", "value");
      // etcd 3.4 does not say that it has closed.
      wrapper.kill("SIGTERM");
      assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
    }
    assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
    {
      await using wrapper = await pod.startReady({ env: NAMESPACE });
      assertEquals(await validationOf(wrapper), ["sanity", "valid"]);
      assertEquals(await get({ endpoints }, "key"), "value");
      wrapper.kill("SIGKILL");
      await wrapper.status;
    }
    await using wrapper = await pod.startReady({ env: NAMESPACE });
    assertEquals(await validationOf(wrapper), ["full", "valid"]);
    assertEquals(await get({ endpoints }, "key"), "value");
  });
}

Deno.test("standalone: a first start marks the volume as this member's", async () => {
  await using pod = await createStandalonePod();
  await using wrapper = await pod.startReady({ env: NAMESPACE });
  const path = `${pod.dataVolumeDir}/member_identity.json`;
  const text = await until("the record", () => Deno.readTextFile(path));
  const { name, memberId, clusterId } = JSON.parse(text);
  assertEquals(name, "etcd-main-0");
  assert(/^[0-9a-f]{1,16}$/.test(memberId), memberId);
  assert(/^[0-9a-f]{1,16}$/.test(clusterId), clusterId);
  const guard = `${pod.dataVolumeDir}/safe_guard`;
  assertEquals(await Deno.readTextFile(guard), "garden");
  await stopWell(wrapper);
});

Deno.test("standalone: both sources are a usage error with exit code 2", async () => {
  await using pod = await createStandalonePod();
  await using wrapper = pod.start({ args: ["--backup-restore-host-port=:1"] });
  assertEquals((await wrapper.ended()).code, 2);
  assertStringIncludes(
    wrapper.stderr(),
    "-etcd-config-file cannot be given together with -backup-restore-host-port",
  );
});

Deno.test("standalone: an unset HOME ends the start before anything is touched", async () => {
  await using pod = await createStandalonePod();
  await using wrapper = pod.start({ env: { HOME: undefined } });
  assertEquals((await wrapper.ended()).code, 1);
  const { error } = await wrapper.logged(FATAL);
  assertStringIncludes(String(error), "$HOME is not defined");
  await Deno.stat(pod.dataVolumeDir).then(
    () => Promise.reject(new Error("The volume was created")),
    (error) => assert(error instanceof Deno.errors.NotFound),
  );
});

testWith(
  { programs: LOCKS },
  "standalone: /readyz answers 503 while the data is in use, and the start goes on when it is free",
  async () => {
    await using pod = await createStandalonePod();
    {
      await using wrapper = await pod.startReady();
      await stopWell(wrapper);
    }
    const holder = new Deno.Command("flock", {
      args: ["--no-fork", `${pod.dataDir}/member/snap/db`, "sleep", "600"],
      stdin: "null",
    }).spawn();
    await using wrapper = pod.start();
    try {
      const line = await wrapper.logged(
        "the data is in use, waiting for its lock",
      );
      assertEquals(line["dataDir"], pod.dataDir);
      assertEquals(await pod.readyz(), 503);
      const url = `http://127.0.0.1:${pod.wrapperPort}/readyz?verbose`;
      const answer = await (await fetch(url)).text();
      assertStringIncludes(answer, '"Validating"');
      assertStringIncludes(answer, "which holds the data");
      assert(!wrapper.stderr().includes("started etcd"));
    } finally {
      holder.kill();
      await holder.status;
    }
    await pod.answers(200);
    await stopWell(wrapper);
  },
);

testWith(
  { programs: LOCKS },
  "standalone: data that stays in use ends with exit code 13, POST /stop ends the wait",
  async () => {
    await using pod = await createStandalonePod();
    {
      await using wrapper = await pod.startReady();
      await stopWell(wrapper);
    }
    const holder = new Deno.Command("flock", {
      args: ["--no-fork", `${pod.dataDir}/member/snap/db`, "sleep", "600"],
      stdin: "null",
    }).spawn();
    try {
      await using first = pod.start({ args: ["--data-lock-timeout=200ms"] });
      assertEquals((await first.ended()).code, 13, first.stderr());
      const { error } = await first.logged(FATAL);
      assertStringIncludes(String(error), "MEMBER_LOCKED");

      await using second = pod.start();
      await second.logged("the data is in use, waiting for its lock");
      const url = `http://127.0.0.1:${pod.wrapperPort}/stop`;
      const response = await fetch(url, { method: "POST" });
      await response.body?.cancel();
      assertEquals(response.status, 200);
      assertEquals((await second.ended()).code, 1);
      await second.logged("application context has been cancelled");
    } finally {
      holder.kill();
      await holder.status;
    }
  },
);
