import { assertEquals, assertThrows } from "@std/assert";
import { readCertificate } from "../../lib/tls/read_certificate.ts";
import { createCa } from "../support/certificates.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

// From 2050 on the time has another form; certificates of long ago have it, too.
for (
  const end of [
    "2026-12-01T10:20:30Z",
    "2049-12-31T23:59:59Z",
    "2050-01-01T00:00:00Z",
    "1999-06-01T00:00:00Z",
    "1955-06-01T00:00:00Z",
  ]
) {
  Deno.test(`readCertificate() reads the end ${end}`, async () => {
    const ca = await createCa("ca");
    const { certPem } = await ca.issue({
      commonName: "etcd-main",
      key: "rsa",
      notAfter: new Date(end),
    });
    assertEquals(readCertificate(certPem), {
      commonName: "etcd-main",
      expiresAtMs: Date.parse(end),
    });
  });
}

Deno.test("readCertificate() takes the earliest end of a bundle, and its first name", async () => {
  const ca = await createCa("bundle-ca");
  const soon = new Date("2026-12-24T12:00:00Z");
  const late = new Date(Date.now() + 900 * DAY_MS);
  const one = await ca.issue({ commonName: "one", notAfter: late });
  const two = await ca.issue({ commonName: "two", notAfter: soon });
  assertEquals(readCertificate(`text\n${one.certPem}\n# x\n${two.certPem}`), {
    commonName: "one",
    expiresAtMs: soon.getTime(),
  });
});

Deno.test("readCertificate() refuses what is no certificate, cut anywhere", async () => {
  const { certPem } = await (await createCa("ca")).issue({ commonName: "x" });
  const [, base64 = ""] = /-----\n([\s\S]+)\n-----END/.exec(certPem) ?? [];
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  for (const length of [0, 1, 3, 5, 20, 60, bytes.length - 1]) {
    assertThrows(
      () => readCertificate(pemOf(bytes.subarray(0, length))),
      SyntaxError,
    );
  }
  assertThrows(() => readCertificate("nothing"), SyntaxError, "holds none");
  assertThrows(
    () =>
      readCertificate(
        "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----",
      ),
    SyntaxError,
    "no base64",
  );
});

function pemOf(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}
