import { assertEquals, assertStringIncludes } from "@std/assert";
import { CHECK_CERTIFICATES } from "../../lib/doctor/checks/check_certificates.ts";
import {
  type CertificateAuthority,
  createCa,
  type IssueOptions,
  type KeyPair,
  writeKeyPair,
  writePem,
} from "../support/certificates.ts";
import { tempDir } from "../support/temp_dir.ts";
import { codesOf, examine } from "./examine.ts";

const HOUR_MS = 60 * 60 * 1000;

interface Files {
  readonly dir: string;
  readonly ca: CertificateAuthority;
  readonly issue: (options?: Partial<IssueOptions>) => Promise<KeyPair>;
}

/** Runs the check on a member with TLS for clients and peers. */
async function check(
  change: (files: Files) => Promise<Partial<Record<string, string>>>,
  server?: Partial<IssueOptions>,
) {
  await using dir = await tempDir();
  const ca = await createCa("good");
  const issue = (options = {}) => ca.issue({ commonName: "etcd", ...options });
  const caFile = await writePem(dir.path, "ca.crt", ca.certPem);
  await writeKeyPair(dir.path, "client", await issue(server));
  await writeKeyPair(dir.path, "peer", await issue());
  const flags = await change({ dir: dir.path, ca, issue });
  const report = await examine(CHECK_CERTIFICATES, {
    config: `name: a
data-dir: /data
listen-client-urls: https://127.0.0.1:2379
advertise-client-urls: https://127.0.0.1:2379
listen-peer-urls: https://127.0.0.1:2380
initial-advertise-peer-urls: https://localhost:2380
initial-cluster: a=https://localhost:2380
client-transport-security:
  cert-file: ${dir.path}/client.crt
  key-file: ${dir.path}/client.key
  client-cert-auth: true
  trusted-ca-file: ${caFile}
peer-transport-security:
  cert-file: ${dir.path}/peer.crt
  key-file: ${dir.path}/peer.key
  trusted-ca-file: ${caFile}
`,
    flags: flags as Record<string, string>,
  });
  const codes = codesOf(report).map((it) => it.replace(`${dir.path}/`, ""));
  return { report, codes };
}

const nothing = () => Promise.resolve({});

Deno.test("CHECK_CERTIFICATES finds nothing in good ones, of every kind of key", async () => {
  const { report, codes } = await check(async ({ dir, issue }) => {
    await writeKeyPair(
      dir,
      "peer",
      await issue({ key: "rsa", format: "pkcs1" }),
    );
    await writeKeyPair(dir, "client", await issue({ format: "sec1" }));
    return {};
  });
  assertEquals(codes, []);
  assertEquals(report.status, "ok");
  assertStringIncludes(report.summary, "3 files, the first ends at 20");
});

/** What is wrong with etcd's client certificate, and what is found. */
const CASES: readonly (readonly [
  string,
  Partial<IssueOptions>,
  readonly string[],
  string,
])[] = [
  [
    "has expired",
    { notAfter: new Date(Date.now() - HOUR_MS) },
    ["CERT_EXPIRED client.crt"],
    '"CN=etcd" has expired at 20',
  ],
  [
    "is not valid yet",
    {
      notBefore: new Date(Date.now() + HOUR_MS),
      notAfter: new Date(Date.now() + 2 * HOUR_MS),
    },
    ["CERT_NOT_YET_VALID client.crt"],
    "is not valid before 20",
  ],
  [
    "expires soon",
    { notAfter: new Date(Date.now() + 1.5 * HOUR_MS) },
    ["CERT_EXPIRES_SOON client.crt"],
    "expires in 1 hours",
  ],
  [
    "has no name",
    { dnsNames: [], ipAddresses: [] },
    ["CERT_NO_NAME client.crt"],
    "has no alternative name at all",
  ],
  [
    "has another name",
    { dnsNames: ["*.example.com", "localhost"], ipAddresses: ["127.0.0.2"] },
    ["CERT_NAME_MISSING client.crt"],
    'is not for "127.0.0.1", only for *.example.com, localhost, 127.0.0.2',
  ],
  [
    "is not for servers",
    { usages: ["client"] },
    ["CERT_USAGE client.crt"],
    "is not for use as server",
  ],
];

for (const [what, options, expected, reason] of CASES) {
  Deno.test(`CHECK_CERTIFICATES finds one that ${what}`, async () => {
    const { report, codes } = await check(nothing, options);
    assertEquals(codes, expected);
    assertStringIncludes(report.findings[0]?.reason ?? "", reason);
  });
}

Deno.test("CHECK_CERTIFICATES wants both usages of a peer", async () => {
  const { report, codes } = await check(async ({ dir, issue }) => {
    await writeKeyPair(dir, "peer", await issue({ usages: ["server"] }));
    return {};
  });
  assertEquals(codes, ["CERT_USAGE peer.crt"]);
  assertStringIncludes(report.findings[0]?.reason ?? "", "as client");
});

Deno.test("CHECK_CERTIFICATES tells another authority from another key of the same name", async () => {
  for (
    const [name, text] of [
      ["other", 'signed by "CN=other", and trusted are "CN=good"'],
      ["good", "but it has another key than the one that signed it"],
    ] as const
  ) {
    const { report, codes } = await check(async ({ dir }) => {
      const other = await createCa(name);
      await writeKeyPair(
        dir,
        "client",
        await other.issue({ commonName: "etcd" }),
      );
      return {};
    });
    assertEquals(codes, ["CERT_NOT_TRUSTED client.crt"]);
    assertStringIncludes(report.findings[0]?.reason ?? "", text);
  }
});

Deno.test("CHECK_CERTIFICATES finds an authority that has expired", async () => {
  const { codes } = await check(async ({ dir }) => {
    const old = await createCa("old", new Date(Date.now() - HOUR_MS));
    await writePem(dir, "ca.crt", old.certPem);
    for (const name of ["client", "peer"]) {
      await writeKeyPair(dir, name, await old.issue({ commonName: "etcd" }));
    }
    return {};
  });
  assertEquals(codes, [
    "CERT_EXPIRED ca.crt",
    "CERT_NOT_TRUSTED client.crt",
    "CERT_NOT_TRUSTED peer.crt",
  ]);
});

Deno.test("CHECK_CERTIFICATES finds keys that are others', or everybody's", async () => {
  const { report, codes } = await check(async ({ dir, issue }) => {
    const { keyPem } = await issue();
    await writePem(dir, "client.key", keyPem);
    await Deno.chmod(`${dir}/peer.key`, 0o644);
    return {};
  });
  assertEquals(codes, [
    "CERT_KEY_MISMATCH client.key",
    "KEY_MODE peer.key",
  ]);
  assertStringIncludes(report.findings[1]?.reason ?? "", "the mode 0644");
});

Deno.test("CHECK_CERTIFICATES finds files that are missing or garbage, and quotes no key", async () => {
  const { report, codes } = await check(async ({ dir }) => {
    await Deno.writeTextFile(`${dir}/client.crt`, "not PEM");
    await Deno.writeTextFile(
      `${dir}/client.key`,
      "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
      { mode: 0o600 },
    );
    await Deno.remove(`${dir}/peer.key`);
    return { sidecarCaPath: `${dir}/none.crt` };
  });
  // Without its certificate, a key is looked at as far as that goes.
  assertEquals(codes, [
    "CERT_UNREADABLE none.crt",
    "CERT_UNREADABLE client.crt",
    "CERT_UNREADABLE peer.key",
  ]);
  assertEquals(JSON.stringify(report).includes("c2VjcmV0"), false);
});

Deno.test("CHECK_CERTIFICATES looks at this program's own certificate and --etcd-server-name", async () => {
  const { codes } = await check(async ({ dir, issue }) => {
    const own = await issue({ usages: ["server"] });
    await writeKeyPair(dir, "own", own);
    return {
      clientCertPath: `${dir}/own.crt`,
      clientKeyPath: `${dir}/own.key`,
      serverName: "etcd.example.com",
    };
  });
  assertEquals(codes, ["CERT_NAME_MISSING client.crt", "CERT_USAGE own.crt"]);
});
