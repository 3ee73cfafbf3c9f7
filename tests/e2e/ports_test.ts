import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { pathExists } from "../support/path_exists.ts";
import { createPod } from "../support/pod.ts";

const FATAL = "error during start or run of etcd";

for (const which of ["client", "peer"] as const) {
  Deno.test(`F41 a ${which} port that is taken ends the start`, async () => {
    await using pod = await createPod();
    const port = which === "client" ? pod.clientPort : pod.peerPort;
    using _taken = Deno.listen({ hostname: "127.0.0.1", port });
    await using wrapper = pod.start();
    assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
    const { error } = await wrapper.logged(FATAL);
    assertStringIncludes(String(error), "etcd ended by itself");
    assertStringIncludes(wrapper.stderr(), "address already in use");
    assert(!await pathExists(pod.exitCodeFile));
  });
}

for (const hostname of ["127.0.0.1", "0.0.0.0", "::"]) {
  Deno.test(`F42 a wrapper port that is taken on ${hostname} ends the start before etcd`, async () => {
    await using pod = await createPod();
    using _taken = Deno.listen({ hostname, port: pod.wrapperPort });
    await using wrapper = pod.start();
    assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
    const { error } = await wrapper.logged(FATAL);
    assertStringIncludes(String(error), `port ${pod.wrapperPort}`);
    assert(!wrapper.stderr().includes("started etcd"));
    assert(!await pathExists(pod.dataDir));
  });
}

Deno.test("F42 a wrapper port out of range ends the start before the sidecar is asked", async () => {
  await using pod = await createPod();
  await using wrapper = pod.start({ args: ["--etcd-wrapper-port=70000"] });
  assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
  const { error } = await wrapper.logged(FATAL);
  assertStringIncludes(String(error), "etcd-wrapper-port");
  assertEquals(pod.sidecar.requests.length, 0);
});
