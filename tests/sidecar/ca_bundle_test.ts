import { assertEquals, assertRejects } from "@std/assert";
import { CaBundleError, readCaBundle } from "../../lib/sidecar/ca_bundle.ts";
import { createCa, writePem } from "../support/certificates.ts";
import { tempDir } from "../support/temp_dir.ts";

const FILES = { permissions: { read: true, write: true } } as const;

Deno.test("readCaBundle() finds every certificate (F35)", FILES, async () => {
  await using dir = await tempDir();
  const pems = [(await createCa("a")).certPem, (await createCa("b")).certPem];
  const path = await writePem(dir.path, "ca.crt", "# two\n", ...pems, "end\n");
  assertEquals(
    await readCaBundle(path),
    pems.map((pem) => pem.trim()),
  );
});

Deno.test("readCaBundle() reads Windows line ends", FILES, async () => {
  await using dir = await tempDir();
  const pem = (await createCa("a")).certPem.replaceAll("\n", "\r\n");
  const path = await writePem(dir.path, "ca.crt", pem);
  assertEquals(await readCaBundle(path), [pem.trim()]);
});

for (
  const [what, text] of [
    ["an empty file", ""],
    ["no PEM", "hello\n"],
    [
      "a key only",
      "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n",
    ],
    ["half a certificate", "-----BEGIN CERTIFICATE-----\nMIIB"],
  ] as const
) {
  Deno.test(`readCaBundle() rejects ${what} (F34)`, FILES, async () => {
    await using dir = await tempDir();
    const path = await writePem(dir.path, "ca.crt", text);
    await assertRejects(
      () => readCaBundle(path),
      CaBundleError,
      `Cannot use "${path}" as CA bundle: it holds no PEM certificate`,
    );
  });
}

Deno.test(
  "readCaBundle() rejects a missing file by name (F34)",
  FILES,
  async () => {
    await assertRejects(
      () => readCaBundle("/nowhere/ca.crt"),
      Deno.errors.NotFound,
      "/nowhere/ca.crt",
    );
  },
);
