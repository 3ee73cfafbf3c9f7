import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createCa, type IssueOptions } from "../support/certificates.ts";
import { createTlsPod, type TlsPod } from "../support/tls_pod.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const FATAL = "error during start or run of etcd";
const NO_ANSWER = "failed to retrieve from etcd db";
const YESTERDAY = new Date(Date.now() - 24 * 60 * 60 * 1000);

async function stop(wrapper: WrapperProcess): Promise<void> {
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
}

/** Waits until the log says why the member is not ready. */
async function assertNotReady(
  pod: TlsPod,
  wrapper: WrapperProcess,
): Promise<string> {
  await pod.answers(503);
  const { error, level } = await wrapper.logged(NO_ANSWER);
  assertEquals(level, "error");
  assertEquals(await pod.readyz(), 503);
  return String(error);
}

Deno.test("F36 TLS without client certificate flags ends the start before etcd", async () => {
  await using pod = await createTlsPod();
  await using wrapper = pod.start({
    args: ["--etcd-client-cert-path=", "--etcd-client-key-path="],
  });
  assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
  await wrapper.logged(FATAL);
  assert(!wrapper.stderr().includes("started etcd"));
});

for (const flag of ["--etcd-client-cert-path", "--etcd-client-key-path"]) {
  Deno.test(`F36 a missing file of ${flag} ends the start before etcd`, async () => {
    await using pod = await createTlsPod();
    const missing = `${pod.dir}/missing.pem`;
    await using wrapper = pod.start({ args: [`${flag}=${missing}`] });
    assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
    const { error } = await wrapper.logged(FATAL);
    assertStringIncludes(String(error), missing);
    assert(!wrapper.stderr().includes("started etcd"));
  });
}

for (const file of ["certFile", "keyFile", "trustedCaFile"] as const) {
  Deno.test(`F36 a missing ${file} of the configuration ends the start`, async () => {
    await using pod = await createTlsPod();
    const missing = `${pod.dir}/missing.pem`;
    pod.sidecar.setConfig(pod.config({ tls: { ...pod.tls, [file]: missing } }));
    await using wrapper = pod.start();
    assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
    const { error } = await wrapper.logged(FATAL);
    assertStringIncludes(String(error), missing);
    assert(!wrapper.stderr().includes("started etcd"));
  });
}

const KEY_FORMS: readonly Pick<IssueOptions, "key" | "format">[] = [
  { key: "ecdsa", format: "pkcs8" },
  { key: "ecdsa", format: "sec1" },
  { key: "rsa", format: "pkcs8" },
  { key: "rsa", format: "pkcs1" },
];
for (const form of KEY_FORMS) {
  Deno.test(`F37 a member with ${form.key} keys in ${form.format} form becomes ready`, async () => {
    await using pod = await createTlsPod({ server: form, client: form });
    await using wrapper = pod.start();
    await pod.answers(200);
    await stop(wrapper);
    assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
  });
}

Deno.test("F37 a member with TLS but no client CA is ready without client flags", async () => {
  await using pod = await createTlsPod({ hasTrustedCa: false });
  // Its certificate comes with the CA's, as in a full chain.
  const chain = await Deno.readTextFile(pod.tls.certFile) + pod.ca.certPem;
  await Deno.writeTextFile(pod.tls.certFile, chain);
  await using wrapper = pod.start({
    args: ["--etcd-client-cert-path=", "--etcd-client-key-path="],
  });
  await pod.answers(200);
  await stop(wrapper);
});

Deno.test("F38 F39 a certificate of the wrong host answers 503 until it is replaced", async () => {
  await using pod = await createTlsPod({
    server: { dnsNames: ["etcd-other-local"] },
  });
  await using wrapper = pod.start();
  const error = await assertNotReady(pod, wrapper);
  assertStringIncludes(error, "certificate");
  await pod.rotate("server");
  await pod.answers(200);
  await stop(wrapper);
});

const UNUSABLE = {
  "that has expired": { notAfter: YESTERDAY },
  "without clientAuth": { usages: ["server"] },
} as const satisfies Record<string, Partial<IssueOptions>>;
for (const [problem, client] of Object.entries(UNUSABLE)) {
  Deno.test(`F40 F39 a client certificate ${problem} answers 503 until it is replaced`, async () => {
    await using pod = await createTlsPod({ client });
    await using wrapper = pod.start();
    await assertNotReady(pod, wrapper);
    await pod.rotate("client");
    await pod.answers(200);
    await stop(wrapper);
  });
}

Deno.test("F39 a CA that is added on disk is trusted", async () => {
  const serverCa = await createCa("new-ca");
  await using pod = await createTlsPod({ serverCa });
  await using wrapper = pod.start();
  await assertNotReady(pod, wrapper);
  await Deno.writeTextFile(pod.caFile, pod.ca.certPem + serverCa.certPem);
  await pod.answers(200);
  await stop(wrapper);
});

Deno.test("F39 a server certificate replaced on disk is served, and no request is refused", async () => {
  const newCa = await createCa("new-ca");
  await using pod = await createTlsPod();
  await Deno.writeTextFile(pod.caFile, pod.ca.certPem + newCa.certPem);
  await using wrapper = pod.start();
  await pod.answers(200);
  await pod.rotate("server", {}, newCa);
  const both = { ...newCa, certPem: pod.ca.certPem + newCa.certPem };
  const answers = new Set<number>();
  await until("the new certificate", async () => {
    answers.add(await pod.readyzBy(both));
    return await pod.readyzBy(newCa) === 200;
  });
  assertEquals([...answers], [200]);
  await wrapper.logged("server certificate read again");
  // Whoever trusts the old CA alone is served no more.
  await pod.answers(0);
  await stop(wrapper);
});

Deno.test("F39 an unusable certificate on disk leaves the old one in use", async () => {
  await using pod = await createTlsPod();
  await using wrapper = pod.start();
  await pod.answers(200);
  await Deno.writeTextFile(pod.tls.certFile, "half a certificate");
  const { level } = await wrapper.logged(
    "cannot use the changed server certificate, the old one stays in use",
  );
  assertEquals(level, "error");
  assert(await pod.readyz() !== 0);
  await pod.rotate("server");
  await pod.answers(200);
  await stop(wrapper);
});
