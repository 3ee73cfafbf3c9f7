import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { alarm, etcdctl, put } from "../support/etcd_api.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { createTlsPod, type TlsPod } from "../support/tls_pod.ts";
import { until } from "../support/until.ts";

Deno.test("F57 a member without space is ready", async () => {
  await using pod = await createPod({
    config: { extra: { "quota-backend-bytes": 256 * 1024 } },
  });
  await using first = await pod.startReady();
  const api = { endpoints: pod.clientUrl };
  const value = "x".repeat(100_000);
  await until("the quota to be used up", async () => {
    const refusal = await put(api, "fill", value).catch(String);
    return refusal?.includes("database space exceeded");
  });
  assertEquals(await alarm(api, "list"), ["NOSPACE"]);
  assertEquals(await pod.readyz(), 200);
  first.kill("SIGTERM");
  assertEquals((await first.ended()).code, 0);

  await using _second = await pod.startReady();
  assertEquals(await alarm(api, "list"), ["NOSPACE"]);
  assertEquals(await pod.readyz(), 200);
});

Deno.test("F58 a member that asks for a user is not ready, and the log says why", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  const api = { endpoints: pod.clientUrl };
  await etcdctl(api, ["user", "add", "root:secret"]);
  await etcdctl(api, ["user", "grant-role", "root", "root"]);
  // This one is answered in words, whatever format is asked for.
  await assertRejects(() => etcdctl(api, ["auth", "enable"]), SyntaxError);
  await pod.answers(503);
  const { error } = await wrapper.logged("failed to retrieve from etcd db");
  assertStringIncludes(String(error), "user name is empty");
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
});

const STALLED = 200;
const HALF_A_REQUEST = new TextEncoder().encode("GET /readyz HTTP/1.1\r\nHo");

/** Clients that connect and then do nothing, or stop in the middle. */
async function stallConnections(port: number): Promise<Disposable> {
  const connections = await Promise.all(
    Array.from({ length: STALLED }, async (_, index) => {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      if (index % 2 === 0) await connection.write(HALF_A_REQUEST);
      return connection;
    }),
  );
  return {
    [Symbol.dispose]() {
      for (const connection of connections) connection.close();
    },
  };
}

const PODS: readonly [string, () => Promise<Pod | TlsPod>][] = [
  ["HTTP", createPod],
  ["HTTPS", createTlsPod],
];
for (const [protocol, create] of PODS) {
  Deno.test(`F59 /readyz over ${protocol} answers at once with etcd hung and ${STALLED} stalled clients`, async () => {
    await using pod = await create();
    await using wrapper = pod.start({ args: ["--etcd-stop-timeout=100ms"] });
    await pod.answers(200);
    Deno.kill(await wrapper.etcdPid(), "SIGSTOP");
    using _stalled = await stallConnections(pod.wrapperPort);
    await pod.answers(503);
    for (let probe = 0; probe < 10; probe++) {
      const startedMs = performance.now();
      assertEquals(await pod.readyz(), 503);
      // What a kubelet waits for an answer.
      assert(performance.now() - startedMs < 1000);
    }
    wrapper.kill("SIGTERM");
    assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
  });
}
