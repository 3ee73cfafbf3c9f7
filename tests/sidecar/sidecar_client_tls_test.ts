import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describeError } from "../../lib/log/describe_error.ts";
import { readCaBundle } from "../../lib/sidecar/ca_bundle.ts";
import {
  createSidecarClient,
  SidecarError,
} from "../../lib/sidecar/sidecar_client.ts";
import { sidecarUrl } from "../../lib/sidecar/sidecar_url.ts";
import {
  type CertificateAuthority,
  createCa,
  type IssueOptions,
  writePem,
} from "../support/certificates.ts";
import {
  type StandInSidecar,
  startStandInSidecar,
} from "../support/stand_in_sidecar.ts";
import { tempDir } from "../support/temp_dir.ts";

const LOOPBACK = {
  permissions: { net: ["127.0.0.1", "[::1]", "localhost"] },
};
const { signal } = new AbortController();

for (const host of ["localhost", "127.0.0.1", "[::1]", ""]) {
  Deno.test(
    `createSidecarClient() speaks TLS to "${host}" (F62)`,
    LOOPBACK,
    async () => {
      const ca = await createCa("test");
      const hostname = host === "[::1]" ? "::1" : "127.0.0.1";
      await using sidecar = await startTlsSidecar(ca, {}, hostname);
      const hostPort = `${host}:${sidecar.port}`;
      assertEquals(await readStatus(hostPort, [ca.certPem]), "New");
    },
  );
}

for (
  const [what, issue, reason] of [
    ["another name", { dnsNames: ["etcd-local"] }, "not valid for name"],
    ["an expired date", { notAfter: new Date(Date.now() - 1000) }, "expired"],
    [
      "client usage only",
      { usages: ["client"] },
      "does not allow extended key usage",
    ],
  ] as [string, Partial<IssueOptions>, string][]
) {
  Deno.test(
    `createSidecarClient() refuses a certificate with ${what} (F33)`,
    LOOPBACK,
    async () => {
      const ca = await createCa("test");
      await using sidecar = await startTlsSidecar(ca, issue);
      const hostPort = `localhost:${sidecar.port}`;
      const text = await failure(hostPort, [ca.certPem]);
      assertStringIncludes(text, reason);
    },
  );
}

Deno.test(
  "createSidecarClient() refuses an IP that the certificate lacks (F33)",
  LOOPBACK,
  async () => {
    const ca = await createCa("test");
    await using sidecar = await startTlsSidecar(ca, { ipAddresses: [] });
    const text = await failure(sidecar.hostPort, [ca.certPem]);
    assertStringIncludes(text, "certificate");
  },
);

Deno.test(
  "createSidecarClient() refuses another CA's certificate (F33)",
  LOOPBACK,
  async () => {
    await using sidecar = await startTlsSidecar(await createCa("theirs"), {});
    const ours = await createCa("ours");
    const text = await failure(sidecar.hostPort, [ours.certPem]);
    assertStringIncludes(text, "certificate");
  },
);

Deno.test("createSidecarClient() takes either of two CAs (F35)", {
  permissions: { ...LOOPBACK.permissions, read: true, write: true },
}, async () => {
  await using dir = await tempDir();
  const cas = [await createCa("old"), await createCa("new")];
  const path = await writePem(
    dir.path,
    "ca.crt",
    ...cas.map(({ certPem }) => certPem),
  );
  for (const ca of cas) {
    await using sidecar = await startTlsSidecar(ca, {});
    const bundle = await readCaBundle(path);
    assertEquals(await readStatus(sidecar.hostPort, bundle), "New");
  }
});

Deno.test(
  "createSidecarClient() fails on plain HTTP where TLS is due (F33)",
  LOOPBACK,
  async () => {
    const ca = await createCa("test");
    let requests = 0;
    await using plain = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => {
        requests++;
        return new Response("New");
      },
    );
    await failure(`127.0.0.1:${plain.addr.port}`, [ca.certPem]);
    assertEquals(requests, 0);
  },
);

Deno.test(
  "createSidecarClient() fails on TLS where HTTP is due (F33)",
  LOOPBACK,
  async () => {
    await using sidecar = await startTlsSidecar(await createCa("test"), {});
    const url = new URL(`http://${sidecar.hostPort}`);
    using client = createSidecarClient({ url, caCerts: [] });
    await assertRejects(() => client.status(signal), SidecarError);
    assertEquals(sidecar.requests, []);
  },
);

async function startTlsSidecar(
  ca: CertificateAuthority,
  issue: Partial<IssueOptions>,
  hostname = "127.0.0.1",
): Promise<StandInSidecar> {
  const pair = await ca.issue({ commonName: "sidecar", ...issue });
  const tls = { cert: pair.certPem, key: pair.keyPem };
  return await startStandInSidecar({ tls, hostname });
}

async function readStatus(
  hostPort: string,
  caCerts: readonly string[],
): Promise<string> {
  const url = sidecarUrl({ hostPort, tlsEnabled: true });
  using client = createSidecarClient({ url, caCerts });
  return await client.status(signal);
}

/** Why the status cannot be read. */
async function failure(
  hostPort: string,
  caCerts: readonly string[],
): Promise<string> {
  const error = await assertRejects(
    () => readStatus(hostPort, caCerts),
    SidecarError,
  );
  return describeError(error);
}
