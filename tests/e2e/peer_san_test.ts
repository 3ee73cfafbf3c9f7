import { assert, assertEquals } from "@std/assert";
import { createCa, writeKeyPair, writePem } from "../support/certificates.ts";
import { createCluster } from "../support/cluster.ts";
import { memberList } from "../support/etcd_api.ts";
import { findEtcdLines } from "../support/find_etcd_lines.ts";
import type { EtcdLine } from "../support/etcd/etcd_line.ts";
import type { Pod } from "../support/pod.ts";
import { until } from "../support/until.ts";

/**
 * Where the members listen and what their certificates name. What they send
 * comes from 127.0.0.1 all the same, which no certificate names.
 */
const LISTEN_ADDRESS = "127.0.0.2";

/** Peers whose certificate does not name the address they call from. */
async function peerSecurity(dir: string): Promise<Record<string, unknown>> {
  const ca = await createCa("peer-ca");
  const pair = await ca.issue({
    commonName: "peer",
    dnsNames: [],
    ipAddresses: [LISTEN_ADDRESS],
  });
  const { certFile, keyFile } = await writeKeyPair(dir, "peer", pair);
  return {
    "cert-file": certFile,
    "key-file": keyFile,
    "client-cert-auth": true,
    "trusted-ca-file": await writePem(dir, "peer-ca.crt", ca.certPem),
  };
}

for (const { line, missing } of await findEtcdLines(["3.4", "3.5", "3.6"])) {
  const passedAs = line === "3.6" ? "file" : "flags";
  const reason = missing === undefined ? "" : ` (skipped: ${missing})`;
  Deno.test({
    name:
      `D.55 skip-client-san-verification reaches etcd ${line} by ${passedAs}${reason}`,
    ignore: missing !== undefined,
    fn: () => joinWithOtherAddress(line, passedAs),
  });
}

/** Connections that end while a member starts are rejected, too. */
const REFUSAL_REGEXP = /rejected connection.*certificate is valid for/;

async function joinWithOtherAddress(
  etcdLine: EtcdLine,
  passedAs: "file" | "flags",
): Promise<void> {
  await using cluster = await createCluster(2, { etcdLine });
  const [first, second] = cluster.pods as [Pod, Pod];
  const security = await peerSecurity(first.dir);
  const peers = cluster.pods.map((pod, index) => ({
    name: `etcd-main-${index}`,
    peerUrl: `https://${LISTEN_ADDRESS}:${pod.peerPort}`,
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
    await until(
      "a refusal of the name",
      () => REFUSAL_REGEXP.test(one.stderr()),
    );
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
  assert(!REFUSAL_REGEXP.test(one.stderr()));
}
