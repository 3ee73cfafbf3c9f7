import { assert, assertEquals } from "@std/assert";
import { createCa, writeKeyPair, writePem } from "../support/certificates.ts";
import { createCluster } from "../support/cluster.ts";
import { memberList } from "../support/etcd_api.ts";
import type { Pod } from "../support/pod.ts";

const ELSEWHERE = ["192.0.2.1"];

/** Peers that show a certificate of another address as clients. */
async function peerSecurity(dir: string): Promise<Record<string, unknown>> {
  const ca = await createCa("peer-ca");
  const server = await ca.issue({ commonName: "peer" });
  const client = await ca.issue({
    commonName: "peer",
    dnsNames: [],
    ipAddresses: ELSEWHERE,
  });
  const serverFiles = await writeKeyPair(dir, "peer", server);
  const clientFiles = await writeKeyPair(dir, "peer-client", client);
  return {
    "cert-file": serverFiles.certFile,
    "key-file": serverFiles.keyFile,
    "client-cert-file": clientFiles.certFile,
    "client-key-file": clientFiles.keyFile,
    "client-cert-auth": true,
    "trusted-ca-file": await writePem(dir, "peer-ca.crt", ca.certPem),
  };
}

for (
  const [etcdLine, passedAs] of [["3.5", "flags"], ["3.6", "file"]] as const
) {
  Deno.test(`D.55 skip-client-san-verification reaches etcd ${etcdLine} by ${passedAs}`, async () => {
    await using cluster = await createCluster(2, { etcdLine });
    const [first, second] = cluster.pods as [Pod, Pod];
    const security = await peerSecurity(first.dir);
    const peers = cluster.pods.map((pod, index) => ({
      name: `etcd-main-${index}`,
      peerUrl: `https://127.0.0.1:${pod.peerPort}`,
    }));
    const setConfigs = (skips: boolean) =>
      cluster.pods.forEach((pod, index) =>
        pod.sidecar.setConfig(cluster.config(index, {
          cluster: peers,
          extra: {
            "listen-peer-urls": peers[index]?.peerUrl,
            "initial-advertise-peer-urls": peers[index]?.peerUrl,
            "peer-transport-security": {
              ...security,
              ...(skips ? { "skip-client-san-verification": true } : {}),
            },
          },
        }))
      );
    const dirs = cluster.pods.map(({ dir }) => dir);

    setConfigs(false);
    {
      await using one = first.start({ dirs });
      await using _two = second.start({ dirs });
      await one.wrote("rejected connection");
      assertEquals(await first.readyz(), 503);
    }
    for (const { dataDir } of cluster.pods) {
      await Deno.remove(dataDir, { recursive: true });
    }

    setConfigs(true);
    await using one = first.start({ dirs });
    await using _two = second.start({ dirs });
    await Promise.all([first.answers(200), second.answers(200)]);
    assertEquals((await memberList({ endpoints: first.clientUrl })).length, 2);
    const etcdPid = await one.etcdPid();
    const commandLine = await Deno.readTextFile(`/proc/${etcdPid}/cmdline`);
    assertEquals(
      commandLine.includes("--config-file"),
      passedAs === "file",
      commandLine,
    );
    assert(!one.stderr().includes("rejected connection"));
  });
}
