import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/yaml";
import { createCa, writeKeyPair, writePem } from "../support/certificates.ts";
import { druidConfig } from "../support/druid_config.ts";
import { get, put } from "../support/etcd_api.ts";
import { pathExists } from "../support/path_exists.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { startRealSidecar } from "../support/real_sidecar.ts";
import { testWithSidecar } from "../support/test_with_sidecar.ts";
import { stopWell } from "../support/stop_well.ts";

/** With no etcd running, it takes the sidecar 7 s to give the configuration. */
const START_MS = 30_000;

async function servedConfig(pod: Pod): Promise<Record<string, unknown>> {
  return parse(
    await Deno.readTextFile(`${pod.home}/etcd.conf.yaml`),
  ) as Record<string, unknown>;
}

await testWithSidecar(
  "F1 and F2 with the real sidecar: a first start is full, a restart after SIGTERM sane",
  async () => {
    await using pod = await createPod();
    await using sidecar = await startRealSidecar(pod, {
      config: druidConfig(pod),
    });
    await using first = pod.start({ args: sidecar.args });
    await pod.answers(200, START_MS);
    assertStringIncludes(sidecar.log(), "Validation mode: full");
    const config = await servedConfig(pod);
    assertEquals(config["name"], "etcd-main-0");
    assertEquals(config["advertise-client-urls"], pod.clientUrl);
    await put({ endpoints: pod.clientUrl }, "key", "kept");
    await stopWell(first);

    await using second = pod.start({ args: sidecar.args });
    await pod.answers(200, START_MS);
    assertStringIncludes(sidecar.log(), "Validation mode: sanity");
    assert(!await pathExists(pod.exitCodeFile));
    assertEquals(await get({ endpoints: pod.clientUrl }, "key"), "kept");
    await stopWell(second);
  },
);

await testWithSidecar(
  "F19 with the real sidecar: a wrong volume is named and keeps etcd from starting",
  async () => {
    await using pod = await createPod();
    const guard = `${pod.dataVolumeDir}/safe_guard`;
    await Deno.writeTextFile(guard, "elsewhere", { mode: 0o600 });
    await using sidecar = await startRealSidecar(pod, {
      config: druidConfig(pod),
    });
    await using wrapper = pod.start({ args: sidecar.args });
    await wrapper.logged("the sidecar reports that initialization failed");
    assert(!wrapper.log().some((line) => line.msg === "started etcd"));
    await Deno.writeTextFile(guard, "default");
    await pod.answers(200, START_MS);
    await stopWell(wrapper);
  },
);

await testWithSidecar(
  "F25 with the real sidecar: a pod that is missing in the map is given up after five tries",
  async () => {
    await using pod = await createPod();
    const { client, peer } = { client: pod.clientUrl, peer: "http://a:2380" };
    await using sidecar = await startRealSidecar(pod, {
      config: druidConfig(pod, { "another-pod-0": { client, peer } }),
    });
    await using wrapper = pod.start({ args: sidecar.args });
    assertEquals((await wrapper.ended(START_MS)).code, 1);
    const { error } = await wrapper.logged(
      "error during start or run of etcd",
    );
    assertStringIncludes(String(error), "HTTP 500");
    await wrapper.logged("all retries exhausted");
    assert(!wrapper.log().some((line) => line.msg === "started etcd"));
  },
);

await testWithSidecar(
  "start-etcd talks to the real sidecar over TLS, which offers HTTP/2 too",
  async () => {
    await using pod = await createPod();
    const ca = await createCa("sidecar CA");
    const caBundle = await writePem(pod.dir, "bundle.crt", ca.certPem);
    const tls = await writeKeyPair(
      pod.dir,
      "sidecar",
      await ca.issue({ commonName: "sidecar" }),
    );
    await using sidecar = await startRealSidecar(pod, {
      config: druidConfig(pod),
      tls,
    });
    assertEquals(await offeredProtocol(sidecar.port, ca.certPem), "h2");
    await using wrapper = pod.start({
      args: [
        ...sidecar.args,
        `--backup-restore-ca-cert-bundle-path=${caBundle}`,
      ],
    });
    await pod.answers(200, START_MS);
    const errors = wrapper.log().filter((line) => line.level === "error");
    assertEquals(errors, []);
    await stopWell(wrapper);
  },
);

/** The protocol that a server chooses when both are offered to it. */
async function offeredProtocol(
  port: number,
  caPem: string,
): Promise<string | null> {
  using conn = await Deno.connectTls({
    hostname: "localhost",
    port,
    caCerts: [caPem],
    alpnProtocols: ["h2", "http/1.1"],
  });
  return (await conn.handshake()).alpnProtocol;
}
