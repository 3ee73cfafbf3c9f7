import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type CertificateAuthority,
  createCa,
  type IssueOptions,
  writePem,
} from "../support/certificates.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const FATAL = "error during start or run of etcd";
const RETRIED = "error while fetching initialization status";

async function createSidecarTlsPod(
  ca: CertificateAuthority,
  issue: Partial<IssueOptions> = {},
  hostname = "127.0.0.1",
): Promise<Pod> {
  const { certPem: cert, keyPem: key } = await ca.issue({
    commonName: "backup-restore",
    ...issue,
  });
  const pod = await createPod({ sidecar: { hostname, tls: { cert, key } } });
  // The member's configuration comes with the pod's ports.
  pod.sidecar.setConfig(pod.config());
  return pod;
}

async function tlsFlags(
  pod: Pod,
  ...cas: readonly CertificateAuthority[]
): Promise<string[]> {
  const pems = cas.map(({ certPem }) => certPem);
  const bundle = await writePem(pod.dir, "bundle.crt", ...pems);
  return [
    "--backup-restore-tls-enabled",
    `--backup-restore-ca-cert-bundle-path=${bundle}`,
  ];
}

/** Waits for a second try, and says why the first one failed. */
async function assertRetried(wrapper: WrapperProcess): Promise<string> {
  const failures = () =>
    wrapper.log().filter((line) =>
      line.msg === RETRIED && line.level === "error"
    );
  await until("a second try", () => failures().length >= 2);
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 1);
  assert(!wrapper.stderr().includes("started etcd"));
  return String(failures()[0]?.["error"]);
}

async function assertBecomesReady(
  pod: Pod,
  args: readonly string[],
): Promise<void> {
  await using wrapper = await pod.startReady({ args });
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
}

Deno.test("F33 a sidecar of another CA is asked again and again", async () => {
  await using pod = await createSidecarTlsPod(await createCa("one"));
  const args = await tlsFlags(pod, await createCa("another"));
  await using wrapper = pod.start({ args });
  assertStringIncludes(
    await assertRetried(wrapper),
    "invalid peer certificate",
  );
  assertEquals(pod.sidecar.requests.length, 0);
});

Deno.test("F33 a sidecar whose certificate lacks its address is asked again and again", async () => {
  const ca = await createCa("ca");
  await using pod = await createSidecarTlsPod(ca, { ipAddresses: [] });
  await using wrapper = pod.start({ args: await tlsFlags(pod, ca) });
  assertStringIncludes(
    await assertRetried(wrapper),
    "invalid peer certificate",
  );
  assertEquals(pod.sidecar.requests.length, 0);
});

Deno.test("F33 a sidecar that speaks TLS to a plain client is asked again and again", async () => {
  await using pod = await createSidecarTlsPod(await createCa("ca"));
  await using wrapper = pod.start();
  assertStringIncludes(await assertRetried(wrapper), pod.sidecar.hostPort);
});

Deno.test("F33 a sidecar that speaks plain HTTP to a TLS client is asked again and again", async () => {
  await using pod = await createPod();
  await using plain = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("New"),
  );
  const hostPort = `127.0.0.1:${plain.addr.port}`;
  const flags = await tlsFlags(pod, await createCa("ca"));
  await using wrapper = pod.start({
    args: [...flags, `--backup-restore-host-port=${hostPort}`],
  });
  assertStringIncludes(await assertRetried(wrapper), hostPort);
});

Deno.test("F34 a CA bundle that cannot be used ends the start", async () => {
  await using pod = await createSidecarTlsPod(await createCa("ca"));
  const empty = await writePem(pod.dir, "empty.crt");
  const text = await writePem(pod.dir, "text.crt", "not PEM");
  const damaged = await writePem(
    pod.dir,
    "damaged.crt",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
  );
  for (
    const path of ["", " ", `${pod.dir}/missing.crt`, empty, text, damaged]
  ) {
    await using wrapper = pod.start({
      args: [
        "--backup-restore-tls-enabled=true",
        `--backup-restore-ca-cert-bundle-path=${path}`,
      ],
    });
    assertEquals((await wrapper.ended()).code, 1, path);
    const { level, error } = await wrapper.logged(FATAL);
    assertEquals(level, "fatal");
    const reason = path.trim() || "ca-cert-bundle-path";
    assertStringIncludes(String(error), reason);
  }
  assertEquals(pod.sidecar.requests.length, 0);
});

Deno.test("F35 each CA of a bundle is trusted", async () => {
  const [previous, current] = [await createCa("old"), await createCa("new")];
  for (const ca of [previous, current]) {
    await using pod = await createSidecarTlsPod(ca);
    await assertBecomesReady(pod, await tlsFlags(pod, previous, current));
  }
});

Deno.test("F35 a certificate for the host's name is enough", async () => {
  const ca = await createCa("ca");
  await using pod = await createSidecarTlsPod(ca, {
    dnsNames: ["localhost"],
    ipAddresses: [],
  });
  for (const host of ["localhost", ""]) {
    await assertBecomesReady(pod, [
      ...await tlsFlags(pod, ca),
      `--backup-restore-host-port=${host}:${pod.sidecar.port}`,
    ]);
  }
});

Deno.test("F62 a sidecar on [::1] is reached over HTTP", async () => {
  await using pod = await createPod({ sidecar: { hostname: "::1" } });
  pod.sidecar.setConfig(pod.config());
  assertEquals(pod.sidecar.hostPort, `[::1]:${pod.sidecar.port}`);
  await assertBecomesReady(pod, []);
});

Deno.test("F62 a sidecar on [::1] is reached over HTTPS", async () => {
  const ca = await createCa("ca");
  const issue = { dnsNames: [], ipAddresses: ["::1"] };
  await using pod = await createSidecarTlsPod(ca, issue, "::1");
  await assertBecomesReady(pod, await tlsFlags(pod, ca));
});

Deno.test("F62 a member on [::1] becomes ready, and the probes answer there", async () => {
  await using pod = await createPod({ config: { host: "::1" } });
  await using wrapper = await pod.startReady({
    args: ["--etcd-server-name=::1"],
  });
  for (const host of ["[::1]", "127.0.0.1"]) {
    const response = await fetch(`http://${host}:${pod.wrapperPort}/readyz`);
    assertEquals([response.status, await response.text()], [200, ""]);
  }
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0);
});
