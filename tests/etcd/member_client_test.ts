import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createMemberClient } from "../../lib/etcd/member_client.ts";
import { describeError } from "../../lib/log/describe_error.ts";
import type { TlsPaths } from "../../lib/tls/tls_files.ts";
import { type CapturedLog, captureLog } from "../support/captured_log.ts";
import {
  createCa,
  type KeyFormat,
  type KeyPair,
  writeKeyPair,
} from "../support/certificates.ts";
import { freePort } from "../support/free_ports.ts";
import { type RunningMember, startMember } from "../support/running_member.ts";
import { until } from "../support/until.ts";

const { signal } = new AbortController();
const KEYS: ["rsa" | "ecdsa", KeyFormat][] = [
  ["rsa", "pkcs8"],
  ["rsa", "pkcs1"],
  ["ecdsa", "pkcs8"],
  ["ecdsa", "sec1"],
];

for (const line of ["3.4", "3.5", "3.6"] as const) {
  Deno.test(`checkReadiness() asks an etcd ${line} over mTLS, with keys of every form`, async () => {
    await using member = await startMember({ line, tls: {} });
    for (const [key, format] of KEYS) {
      const pair = await member.ca.issue({ commonName: "c", key, format });
      const tls = await writeTls(member, `${key}-${format}`, pair);
      using log = captureLog();
      using client = await createClient(member.port, log, tls);
      await client.checkReadiness(signal);
    }
  });
}

Deno.test("checkReadiness() asks over IPv6 and by name", async () => {
  const host = "::1";
  await using member = await startMember({ config: { host } });
  using log = captureLog();
  using client = await createClient(member.port, log, undefined, host);
  await client.checkReadiness(signal);
});

Deno.test("checkReadiness() tells that the certificate has another name (F38)", async () => {
  await using member = await startMember({
    tls: { dnsNames: ["etcd-main-local"], ipAddresses: [] },
  });
  const pair = await member.ca.issue({ commonName: "client" });
  const tls = await writeTls(member, "client", pair);
  using log = captureLog();
  using client = await createClient(member.port, log, tls);
  await until(
    "the member's certificate",
    async () =>
      (await failure(client)).includes('not valid for name "localhost"'),
  );
});

for (
  const [what, issue] of [
    ["has no clientAuth usage", { usages: ["server"] }],
    ["has expired", { notAfter: new Date(Date.now() - 1000) }],
  ] as const
) {
  Deno.test(`checkReadiness() rejects when the client certificate ${what} (F40)`, async () => {
    await using member = await startMember({ tls: {} });
    const pair = await member.ca.issue({ commonName: "client", ...issue });
    const tls = await writeTls(member, "client", pair);
    using log = captureLog();
    using client = await createClient(member.port, log, tls);
    await assertRejects(() => client.checkReadiness(signal));
  });
}

Deno.test("checkReadiness() uses rotated certificates, and keeps the old ones for garbage (F39)", async () => {
  await using member = await startMember({ tls: {} });
  const stranger = await (await createCa("other")).issue({ commonName: "c" });
  const tls = await writeTls(member, "client", stranger);
  using log = captureLog();
  using client = await createClient(member.port, log, tls);
  await assertRejects(() => client.checkReadiness(signal));

  await writeTls(
    member,
    "client",
    await member.ca.issue({ commonName: "client" }),
  );
  await client.checkReadiness(signal);
  assertEquals(log.messages("info"), [
    "client certificate for etcd read again",
  ]);

  await writeTls(member, "client", { certPem: "garbage", keyPem: "garbage" });
  await client.checkReadiness(signal);
  await client.checkReadiness(signal);
  assertEquals(log.messages("error"), [
    "cannot use the changed client certificate, the old one stays in use",
  ]);

  await Deno.remove(tls.keyFile);
  await client.checkReadiness(signal);
  assertEquals(log.messages("error").length, 2);
});

for (const [name, text] of [["certFile", "crt"], ["keyFile", "key"]] as const) {
  Deno.test(`createMemberClient() rejects a missing ${name} by name (F36)`, async () => {
    const paths = { certFile: "", keyFile: "", caFile: "" };
    const path = `/nowhere/tls.${text}`;
    using log = captureLog();
    const tls = { ...paths, certFile: path, keyFile: path };
    await assertRejects(
      () => createClient(1, log, tls),
      Error,
      `Cannot read "${path}" for TLS`,
    );
  });
}

Deno.test("checkReadiness() rejects at once when nothing listens", async () => {
  using log = captureLog();
  using client = await createClient(freePort(), log, undefined);
  assertStringIncludes(await failure(client), "Connection refused");
});

type Client = Awaited<ReturnType<typeof createMemberClient>>;

function createClient(
  port: number,
  log: CapturedLog,
  tls: TlsPaths | undefined,
  host = "localhost",
): Promise<Client> {
  return createMemberClient({ host, port, tls, logger: log.logger });
}

async function writeTls(
  member: RunningMember,
  name: string,
  pair: KeyPair,
): Promise<TlsPaths> {
  const files = await writeKeyPair(member.dir, name, pair);
  return { ...files, caFile: member.caFile };
}

async function failure(client: Client): Promise<string> {
  return describeError(
    await assertRejects(() => client.checkReadiness(signal)),
  );
}
