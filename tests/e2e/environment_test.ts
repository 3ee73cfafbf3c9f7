import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { isAlive } from "../support/is_alive.ts";
import { pathExists } from "../support/path_exists.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { testWith } from "../support/test_with.ts";
import { createTlsPod, type TlsPod } from "../support/tls_pod.ts";
import { withTmpfs } from "../support/with_tmpfs.ts";

const FATAL = "error during start or run of etcd";

Deno.test("F55 without HOME nothing starts", async () => {
  await using pod = await createPod();
  await using wrapper = pod.start({ env: { HOME: undefined } });
  assertEquals((await wrapper.ended()).code, 1);
  const { level, error } = await wrapper.logged(FATAL);
  assertEquals([level, error], ["fatal", "$HOME is not defined"]);
  assertEquals(pod.sidecar.requests.length, 0);
});

testWith(
  { root: true, programs: ["unshare", "mount"] },
  "F55 a read-only HOME ends the start before etcd",
  async () => {
    await using pod = await createPod();
    await using wrapper = pod.start({
      through: withTmpfs(pod.home, "ro"),
    });
    assertEquals((await wrapper.ended()).code, 1);
    const { error } = await wrapper.logged(FATAL);
    assertStringIncludes(String(error), "Read-only file system");
    assert(!await pathExists(pod.dataDir));
    assert(!wrapper.stderr().includes("started etcd"));
  },
);

/** A proxy that only notes that somebody came. */
function startProxy(): AsyncDisposable & { url: string; visits: () => number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let visits = 0;
  const accepting = (async () => {
    for await (const conn of listener) {
      visits++;
      conn.close();
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    visits: () => visits,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
    },
  };
}

const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "GRPC_PROXY"];
const PODS: readonly [string, () => Promise<Pod | TlsPod>][] = [
  ["HTTP", createPod],
  ["HTTPS", createTlsPod],
];
for (const [protocol, create] of PODS) {
  Deno.test(`F56 proxies of the environment see nothing of ${protocol}`, async () => {
    await using proxy = startProxy();
    await using pod = await create();
    const names = [...PROXIES, ...PROXIES.map((name) => name.toLowerCase())];
    await using wrapper = pod.start({
      env: Object.fromEntries(names.map((name) => [name, proxy.url])),
      // A name counts as well as an address.
      args: ["--etcd-server-name=localhost"],
    });
    await pod.answers(200);
    wrapper.kill("SIGTERM");
    assertEquals((await wrapper.ended()).code, 0);
    assertEquals(proxy.visits(), 0);
  });
}

Deno.test("F56 etcd's own variables and service variables have no effect", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady({
    env: {
      ETCD_NAME: "somebody-else",
      ETCD_DATA_DIR: `${pod.dir}/elsewhere`,
      ETCD_CONFIG_FILE: `${pod.dir}/no-such-file.yaml`,
      ETCD_MAIN_CLIENT_SERVICE_HOST: "10.0.0.1",
      ETCD_MAIN_CLIENT_PORT: "tcp://10.0.0.1:2379",
    },
  });
  const etcdPid = await wrapper.etcdPid();
  const environment = await Deno.readTextFile(`/proc/${etcdPid}/environ`);
  assert(!environment.includes("ETCD_"), environment);
  assert(!await pathExists(`${pod.dir}/elsewhere`));
  assert(await pathExists(`${pod.dataDir}/member`));
  assert(!wrapper.stderr().includes("somebody-else"));
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0);
  assert(!isAlive(etcdPid));
});
