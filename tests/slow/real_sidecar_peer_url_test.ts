import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { druidConfig } from "../support/druid_config.ts";
import { memberList } from "../support/etcd_api.ts";
import { pathExists } from "../support/path_exists.ts";
import { createPod } from "../support/pod.ts";
import { startRealSidecar } from "../support/real_sidecar.ts";
import { stopWell } from "../support/stop_well.ts";
import { testWithSidecar } from "../support/test_with_sidecar.ts";
import { until } from "../support/until.ts";

/** The port that the sidecar knows the wrapper by. */
const WRAPPER_PORT = 9095;
const START_MS = 40_000;

async function answers(status: number): Promise<void> {
  await until(`/readyz to answer ${status}`, async () => {
    const response = await fetch(`http://127.0.0.1:${WRAPPER_PORT}/readyz`);
    await response.body?.cancel();
    return response.status === status;
  }, { timeoutMs: START_MS });
}

await testWithSidecar(
  "F51 with the real sidecar: a changed peer URL makes it post /stop, and the next start is full",
  async () => {
    await using pod = await createPod();
    const port = `--etcd-wrapper-port=${WRAPPER_PORT}`;
    await using before = await startRealSidecar(pod, {
      config: druidConfig(pod),
    });
    await using first = pod.start({ args: [...before.args, port] });
    await answers(200);
    await before[Symbol.asyncDispose]();

    const peer = `http://localhost:${pod.peerPort}`;
    await using after = await startRealSidecar(pod, {
      config: druidConfig(pod, {
        "etcd-main-0": { client: pod.clientUrl, peer },
      }),
    });
    await first.logged(
      "received stop request, stopping etcd-wrapper...",
      START_MS,
    );
    assertEquals((await first.ended()).code, 0);
    assert(!await pathExists(pod.exitCodeFile));

    await using second = pod.start({ args: [...after.args, port] });
    await answers(200);
    assertStringIncludes(after.log(), "Validation mode: full");
    assert(!after.log().includes("level=fatal"), after.log());
    const [member] = await memberList({ endpoints: pod.clientUrl });
    assertEquals(member?.peerUrls, [peer]);
    await stopWell(second);
  },
);
