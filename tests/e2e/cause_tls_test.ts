import { assert, assertEquals, assertMatch } from "@std/assert";
import { createCa } from "../support/certificates.ts";
import { ask, untilCause } from "../support/read_cause.ts";
import { createTlsPod, type TlsPod } from "../support/tls_pod.ts";
import { until } from "../support/until.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

function askedOf(pod: TlsPod): {
  readonly wrapperPort: number;
  readonly caPem: string;
} {
  return { wrapperPort: pod.wrapperPort, caPem: pod.ca.certPem };
}

Deno.test("a client certificate of another CA says CertificateInvalid until it is replaced", async () => {
  await using pod = await createTlsPod();
  await pod.rotate("client", {}, await createCa("another"));
  await using _wrapper = pod.start();
  await pod.answers(503);
  const { detail } = await untilCause(askedOf(pod), "CertificateInvalid");
  assertMatch(detail, /alert/);
  await pod.rotate("client");
  await untilCause(askedOf(pod), null);
});

Deno.test("a client certificate that has expired says CertificateInvalid, and a restart is not asked for", async () => {
  await using pod = await createTlsPod();
  await using _wrapper = pod.start({ args: ["--liveness-timeout=1s"] });
  await pod.answers(200);
  const notAfter = new Date(Date.now() - DAY_MS);
  await pod.rotate("client", { notAfter });
  await untilCause(askedOf(pod), "CertificateInvalid");
  await until("two more checks", async () => {
    const { text } = await ask(askedOf(pod), "/metrics");
    return /checks_total\{outcome="failure"\} [3-9]/.test(text);
  });
  assertEquals((await ask(askedOf(pod), "/livez")).status, 200);
});

Deno.test("a server certificate for another name says CertificateInvalid", async () => {
  await using pod = await createTlsPod({
    server: { dnsNames: ["elsewhere"], ipAddresses: ["127.0.0.1"] },
  });
  await using _wrapper = pod.start();
  await pod.answers(503);
  const { detail } = await untilCause(askedOf(pod), "CertificateInvalid");
  assertMatch(detail, /not valid for name|NotValidForName/);
});

Deno.test("/status and /metrics show every certificate with its end", async () => {
  const notAfter = new Date(Math.floor(Date.now() / 1000) * 1000 + 3 * DAY_MS);
  await using pod = await createTlsPod({ server: { notAfter } });
  await using _wrapper = pod.start();
  await pod.answers(200);
  const certificates = await until("the certificates", async () => {
    const { text } = await ask(askedOf(pod), "/status");
    const found: Certificate[] = JSON.parse(text).certificates;
    return found.length > 0 ? found : undefined;
  });
  const [server, ca, client] = certificates;
  assertEquals(certificates.map(({ usages }) => usages), [
    ["etcd server"],
    ["CA of etcd's clients"],
    ["client of etcd"],
  ]);
  assertEquals(server?.commonName, "etcd-server");
  assertEquals(server?.expiresAt, notAfter.toISOString());
  assertEquals([ca?.commonName, ca?.error], ["etcd-ca", null]);
  assert(client?.path.endsWith("client.crt"));
  const { text } = await ask(askedOf(pod), "/metrics");
  const name = "etcd_wrapper_certificate_expiry_timestamp_seconds";
  const line = `${name}{file="${server?.path}"} ${notAfter.getTime() / 1000}`;
  assert(text.includes(line), text);
});

interface Certificate {
  readonly path: string;
  readonly usages: readonly string[];
  readonly commonName: string | null;
  readonly expiresAt: string | null;
  readonly error: string | null;
}
