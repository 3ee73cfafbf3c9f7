import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  createCa,
  type IssueOptions,
  type KeyPair,
  writeKeyPair,
  writePem,
} from "../support/certificates.ts";

/** The key formats there are, for both kinds of keys. */
const KEYS = [
  { key: "ecdsa", format: "pkcs8", header: "PRIVATE KEY" },
  { key: "ecdsa", format: "sec1", header: "EC PRIVATE KEY" },
  { key: "rsa", format: "pkcs8", header: "PRIVATE KEY" },
  { key: "rsa", format: "pkcs1", header: "RSA PRIVATE KEY" },
] as const;

for (const { key, format, header } of KEYS) {
  Deno.test(`issue() makes a ${key} key as ${format} that serves`, async () => {
    const ca = await createCa("ca");
    const pair = await ca.issue({ commonName: "server", key, format });
    assertEquals(pair.keyPem.split("\n")[0], `-----BEGIN ${header}-----`);
    assertEquals(await fetchFrom(pair, [ca.certPem]), "hello");
  });
}

const DAY_MS = 24 * 60 * 60 * 1000;

const REFUSED: readonly (readonly [string, Partial<IssueOptions>, string])[] = [
  [
    "expired",
    { notAfter: new Date(Date.now() - 10 * DAY_MS) },
    "certificate expired",
  ],
  ["of another host", { ipAddresses: ["127.0.0.9"] }, "not valid for name"],
  [
    "without names",
    { ipAddresses: [], dnsNames: [] },
    "not valid for any names",
  ],
  ["for clients only", { usages: ["client"] }, "extended key usage"],
];

for (const [what, options, reason] of REFUSED) {
  Deno.test(`issue() makes a certificate ${what}, which is refused`, async () => {
    const ca = await createCa("ca");
    const pair = await ca.issue({ commonName: "server", ...options });
    assertIncludes(await reasonOfRefusal(pair, [ca.certPem]), reason);
  });
}

Deno.test("createCa() makes authorities that do not vouch for each other", async () => {
  const [ca, other] = [await createCa("ca"), await createCa("ca")];
  const pair = await ca.issue({ commonName: "server" });
  await reasonOfRefusal(pair, [other.certPem]);
});

Deno.test("writePem() writes a bundle in which each authority counts", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const [old, next] = [await createCa("old"), await createCa("next")];
    const path = await writePem(dir, "bundle.crt", old.certPem, next.certPem);
    const bundle = await Deno.readTextFile(path);
    for (const ca of [old, next]) {
      const pair = await ca.issue({ commonName: "server" });
      assertEquals(await fetchFrom(pair, [bundle]), "hello");
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("writeKeyPair() writes both files for their owner only", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const pair = await (await createCa("ca")).issue({ commonName: "server" });
    const { certFile, keyFile } = await writeKeyPair(dir, "server", pair);
    assertEquals(await Deno.readTextFile(certFile), pair.certPem);
    assertEquals(await Deno.readTextFile(keyFile), pair.keyPem);
    assertEquals(((await Deno.stat(keyFile)).mode ?? 0) & 0o777, 0o600);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

async function fetchFrom(pair: KeyPair, caCerts: string[]): Promise<string> {
  await using server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert: pair.certPem,
    key: pair.keyPem,
    onListen: () => {},
  }, () => new Response("hello"));
  using client = Deno.createHttpClient({ caCerts });
  const url = `https://127.0.0.1:${server.addr.port}/`;
  return await (await fetch(url, { client })).text();
}

Deno.test("issue() refuses a key format of the other kind of key", async () => {
  const ca = await createCa("ca");
  await assertRejects(
    () => ca.issue({ commonName: "a", key: "rsa", format: "sec1" }),
    TypeError,
    'Cannot write the key as "sec1"',
  );
  await assertRejects(
    () => ca.issue({ commonName: "a", key: "ecdsa", format: "pkcs1" }),
  );
});

async function reasonOfRefusal(
  pair: KeyPair,
  caCerts: string[],
): Promise<string> {
  const error = await assertRejects(() => fetchFrom(pair, caCerts), TypeError);
  return `${error.message} ${Deno.inspect(error.cause)}`;
}

function assertIncludes(text: string, part: string): void {
  assert(text.includes(part), `"${part}" is not in: ${text}`);
}
