import { assert, assertEquals } from "@std/assert";
import { type BareMember, createBareCluster } from "../support/bare_cluster.ts";
import {
  type CertificateAuthority,
  createCa,
  writeKeyPair,
  writePem,
} from "../support/certificates.ts";
import { range } from "../support/range.ts";
import { until } from "../support/until.ts";

/*
 * What the watch of the certificates rests on: etcd reads a key pair again for
 * each connection, and a CA only when it is started.
 */

for (const line of ["3.5", "3.6"] as const) {
  Deno.test(`etcd ${line} reads its CA once and its key pair again`, async () => {
    await using cluster = await createBareCluster({
      count: 2,
      line,
      tls: true,
    });
    const [first, second] = cluster.members as [BareMember, BareMember];
    for (const member of cluster.members) await member.start();
    await until("a read", () => canRead(cluster.ca, cluster.ca, first));

    const newCa = await createCa("etcd-new");
    await writePem(cluster.dir, "ca.crt", newCa.certPem);
    const pair = await newCa.issue({ commonName: "member" });
    await writeKeyPair(cluster.dir, "member", pair);
    // The new key pair is shown to a client that trusts the new CA,
    await until("the new key pair", () => canRead(newCa, cluster.ca, first));
    // but a client of the new CA is a stranger.
    assert(await canRead(newCa, cluster.ca, first));
    assertEquals(await canRead(newCa, newCa, first), false);

    // Nor do two members meet of which one has read the new CA only.
    await second.etcd().kill();
    await second.start();
    await until(
      "the refusal",
      () => second.etcd().stderr().includes("certificate"),
    );
    assertEquals(await canRead(newCa, newCa, second), false);

    // Both have read it: all is well.
    await first.etcd().kill();
    await first.start();
    await until("a read by the new CA", () => canRead(newCa, newCa, first));
  });
}

/** Whether a client with a certificate of `own` that trusts `server` can read. */
async function canRead(
  server: CertificateAuthority,
  own: CertificateAuthority,
  { clientUrl }: BareMember,
): Promise<boolean> {
  const { certPem, keyPem } = await own.issue({ commonName: "client" });
  const tls = { caPem: server.certPem, certPem, keyPem };
  const signal = AbortSignal.timeout(1000);
  return await range(clientUrl, { tls, signal }).then(() => true, () => false);
}
