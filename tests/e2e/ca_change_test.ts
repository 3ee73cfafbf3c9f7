import { assert, assertEquals } from "@std/assert";
import { createCa, writeKeyPair, writePem } from "../support/certificates.ts";
import { createCluster } from "../support/cluster.ts";
import { etcdctl } from "../support/etcd_api.ts";
import type { Pod } from "../support/pod.ts";
import { ask, untilCause } from "../support/read_cause.ts";
import { tempDir } from "../support/temp_dir.ts";
import { createTlsPod } from "../support/tls_pod.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const CHANGED = "a CA that etcd uses has changed, restart needed";

Deno.test("a changed CA of etcd's clients is told as CaChanged, and the member stays ready", async () => {
  await using pod = await createTlsPod();
  await using wrapper = pod.start();
  await pod.answers(200);
  const asked = { wrapperPort: pod.wrapperPort, caPem: pod.ca.certPem };
  const second = await createCa("second");
  await Deno.writeTextFile(pod.caFile, pod.ca.certPem + second.certPem);
  await wrapper.logged(CHANGED);
  const { ready } = await untilCause(asked, "CaChanged");
  assertEquals(ready, true);
  const { text } = await ask(asked, "/metrics");
  assert(
    text.includes(
      `etcd_wrapper_certificate_restart_needed{file="${pod.caFile}"} 1`,
    ),
  );
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0);
});

Deno.test("a CA that is replaced by garbage changes nothing but the log", async () => {
  await using pod = await createTlsPod();
  await using wrapper = pod.start();
  await pod.answers(200);
  await Deno.writeTextFile(pod.caFile, "garbage");
  await wrapper.logged(
    "cannot use the changed client certificate, the old one stays in use",
  );
  await wrapper.logged(
    "cannot read a certificate file, what was read before stays in use",
  );
  // Another check or two with the old one.
  const checks = async () => {
    const asked = { wrapperPort: pod.wrapperPort, caPem: pod.ca.certPem };
    const { text } = await ask(asked, "/metrics");
    return Number(/checks_total\{outcome="success"\} (\d+)/.exec(text)?.[1]);
  };
  const before = await checks();
  await until("two more checks", async () => await checks() >= before + 2);
  assertEquals(await pod.readyz(), 200);
});

Deno.test("a single member with --restart-on-ca-change ends well with 51, and starts with the new CA", async () => {
  await using pod = await createTlsPod();
  await using first = pod.start({ args: ["--restart-on-ca-change"] });
  await pod.answers(200);
  const second = await createCa("second");
  await Deno.writeTextFile(pod.caFile, pod.ca.certPem + second.certPem);
  assertEquals((await first.ended(30_000)).code, 51, first.stderr());
  assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
  const { cause, clean } = JSON.parse(
    await Deno.readTextFile(`${pod.dataVolumeDir}/last_stop.json`),
  );
  assertEquals([cause, clean], ["CaChanged", true]);
  await pod.rotate("client", {}, second);
  await using _again = pod.start({ args: ["--restart-on-ca-change"] });
  await pod.answers(200);
});

for (const etcdLine of ["3.5", "3.6"] as const) {
  Deno.test(`three members that see a changed CA at once restart one after the other, on etcd ${etcdLine}`, async () => {
    await using dir = await tempDir();
    const [old, added] = [await createCa("old"), await createCa("new")];
    const caFile = await writePem(dir.path, "ca.crt", old.certPem);
    const pair = await old.issue({ commonName: "peer" });
    const peerTls = {
      ...await writeKeyPair(dir.path, "peer", pair),
      trustedCaFile: caFile,
    };
    await using cluster = await createCluster(3, {
      etcdLine,
      config: { peerTls },
    });
    const members = cluster.pods.map(({ peerPort }, index) => ({
      name: `etcd-main-${index}`,
      peerUrl: `https://127.0.0.1:${peerPort}`,
    }));
    cluster.pods.forEach((pod, index) =>
      pod.sidecar.setConfig(cluster.config(index, { cluster: members }))
    );
    const endpoints = cluster.pods.map(({ wrapperPort }, index) =>
      `etcd-main-${index}=127.0.0.1:${wrapperPort}`
    ).join();
    const options = {
      args: ["--restart-on-ca-change", `--peer-wrapper-endpoints=${endpoints}`],
      dirs: [dir.path],
    };
    await using stack = new AsyncDisposableStack();
    const start = (pod: Pod) =>
      stack.use(pod.start({ ...options, dirs: [pod.dir, dir.path] }));
    const first: WrapperProcess[] = cluster.pods.map(start);
    await Promise.all(cluster.pods.map((pod) => pod.answers(200)));

    let down = 0;
    let mostDown = 0;
    const ended = cluster.pods.map(async (pod, index) => {
      const { code } = await first[index]?.ended(90_000) ?? { code: -1 };
      mostDown = Math.max(mostDown, ++down);
      const again = start(pod);
      await pod.answers(200, 30_000);
      down--;
      return { code, again };
    });
    await Deno.writeTextFile(caFile, old.certPem + added.certPem);
    const results = await Promise.all(ended);
    assertEquals(results.map(({ code }) => code), [51, 51, 51]);
    assertEquals(mostDown, 1);
    await etcdctl({ endpoints: cluster.endpoints }, ["put", "a", "b"]);
  });
}

Deno.test("--restart-on-ca-change waits, and says for whom, while a member's wrapper is silent", async () => {
  await using dir = await tempDir();
  const ca = await createCa("old");
  const caFile = await writePem(dir.path, "ca.crt", ca.certPem);
  const pair = await ca.issue({ commonName: "peer" });
  const peerTls = {
    ...await writeKeyPair(dir.path, "peer", pair),
    trustedCaFile: caFile,
  };
  await using cluster = await createCluster(3, { config: { peerTls } });
  const cluster3 = cluster.pods.map(({ peerPort }, index) => ({
    name: `etcd-main-${index}`,
    peerUrl: `https://127.0.0.1:${peerPort}`,
  }));
  const [pod] = cluster.pods as [Pod];
  pod.sidecar.setConfig(cluster.config(0, { cluster: cluster3 }));
  await using _second = await cluster.startBare(1, { cluster: cluster3 });
  await using _third = await cluster.startBare(2, { cluster: cluster3 });
  await using wrapper = await pod.startReady({
    args: ["--restart-on-ca-change"],
    dirs: [pod.dir, dir.path],
  });
  await Deno.writeTextFile(
    caFile,
    `${ca.certPem}${(await createCa("b")).certPem}`,
  );
  const { waitsFor } = await wrapper.logged(
    "the restart for the changed CA waits",
    30_000,
  );
  assert(
    String(waitsFor).startsWith("etcd-main-1: its wrapper does not tell"),
    String(waitsFor),
  );
  assertEquals(await pod.readyz(), 200);
  const { text } = await ask(pod, "/status");
  assertEquals(JSON.parse(text).plannedRestart.announced, false);
});
