import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBareEtcd } from "../support/bare_etcd.ts";
import {
  type CertificateAuthority,
  createCa,
  type KeyPair,
  writeKeyPair,
  writePem,
} from "../support/certificates.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { freePorts } from "../support/free_ports.ts";
import {
  memberConfig,
  type MemberConfigOptions,
} from "../support/member_config.ts";
import { range } from "../support/range.ts";

const LINES = ["3.5", "3.6"] as const;

/** The key formats there are, for both kinds of keys. */
const KEYS = [
  { key: "ecdsa", format: "pkcs8" },
  { key: "ecdsa", format: "sec1" },
  { key: "rsa", format: "pkcs8" },
  { key: "rsa", format: "pkcs1" },
] as const;

for (const line of LINES) {
  Deno.test(`startBareEtcd() resolves when etcd ${line} answers a read`, async () => {
    await inTempDir(async (workDir) => {
      const etcd = await provisionEtcd(line);
      const config = memberConfig(options(workDir));
      await using member = await startBareEtcd({ etcd, config, workDir });
      await range(member.clientUrl, { signal: AbortSignal.timeout(5_000) });
      const status = await member.stop();
      assertEquals(status.signal, "SIGTERM");
      assert(member.stderr().includes("closed etcd server"), member.stderr());
    });
  });

  Deno.test(`startBareEtcd() starts etcd ${line} with mutual TLS`, async () => {
    await inTempDir(async (workDir) => {
      const etcd = await provisionEtcd(line);
      const ca = await createCa("ca");
      const caFile = await writePem(workDir, "ca.crt", ca.certPem);
      const pair = await ca.issue({ commonName: "member" });
      const files = await writeKeyPair(workDir, "member", pair);
      const tls = { ...files, trustedCaFile: caFile };
      const config = memberConfig({ ...options(workDir), tls, peerTls: tls });
      const client = await ca.issue({ commonName: "c", usages: ["client"] });
      await using member = await startBareEtcd({
        etcd,
        config,
        workDir,
        tls: { caPem: ca.certPem, ...client },
      });
      assert(member.clientUrl.startsWith("https:"), member.clientUrl);
      for (const refused of await refusedClients(ca)) {
        // A `TypeError` comes from the handshake, a time-out would be another.
        await assertRejects(() =>
          range(member.clientUrl, {
            tls: { caPem: ca.certPem, ...refused },
            signal: AbortSignal.timeout(5_000),
          }), TypeError);
      }
    });
  });
}

for (const { key, format } of KEYS) {
  Deno.test(`startBareEtcd() loads a ${key} key as ${format}`, async () => {
    await inTempDir(async (workDir) => {
      const etcd = await provisionEtcd("3.5");
      const ca = await createCa("ca");
      const pair = await ca.issue({ commonName: "member", key, format });
      const tls = await writeKeyPair(workDir, "member", pair);
      const config = memberConfig({ ...options(workDir), tls });
      await using _member = await startBareEtcd({
        etcd,
        config,
        workDir,
        tls: { caPem: ca.certPem },
      });
    });
  });
}

Deno.test("startBareEtcd() fails with the last output when etcd ends", async () => {
  await inTempDir(async (workDir) => {
    const etcd = await provisionEtcd("3.5");
    const config = memberConfig({
      ...options(workDir),
      extra: { "initial-cluster-state": "nonsense" },
    });
    const error = await assertRejects(
      () => startBareEtcd({ etcd, config, workDir }),
      Error,
      "It ended with code 1",
    );
    assert(error.message.includes("nonsense"), error.message);
  });
});

Deno.test("startBareEtcd() gives up a member that has no quorum", async () => {
  await inTempDir(async (workDir) => {
    const etcd = await provisionEtcd("3.5");
    const base = options(workDir);
    const cluster = ["etcd-main-0", "etcd-main-1"].map((name, index) => ({
      name,
      peerUrl: `http://127.0.0.1:${base.peerPort + index}`,
    }));
    const config = memberConfig({ ...base, cluster });
    await assertRejects(
      () => startBareEtcd({ etcd, config, workDir, timeoutMs: 500 }),
      Error,
      "No read succeeded within 500 ms",
    );
  });
});

Deno.test("startBareEtcd() resolves at once without a read", async () => {
  await inTempDir(async (workDir) => {
    const etcd = await provisionEtcd("3.5");
    const config = memberConfig(options(workDir));
    await using member = await startBareEtcd({
      etcd,
      config,
      workDir,
      waitForRead: false,
    });
    assertEquals((await member.kill()).signal, "SIGKILL");
    assertEquals((await member.stop()).signal, "SIGKILL");
  });
});

Deno.test("range() fails on an answer that is no gRPC", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("hello"),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  await assertRejects(
    () => range(url, { signal: AbortSignal.timeout(5_000) }),
    Error,
    "Cannot read from",
  );
});

/** No certificate, one for servers, an expired one, a foreign one. */
async function refusedClients(
  ca: CertificateAuthority,
): Promise<Partial<KeyPair>[]> {
  const expired = new Date(Date.now() - 60_000);
  const foreign = await createCa("ca");
  return [
    {},
    await ca.issue({ commonName: "c", usages: ["server"] }),
    await ca.issue({ commonName: "c", notAfter: expired }),
    await foreign.issue({ commonName: "c" }),
  ];
}

function options(workDir: string): MemberConfigOptions {
  const [clientPort = 0, peerPort = 0] = freePorts(2);
  return { dataDir: `${workDir}/new.etcd`, clientPort, peerPort, fast: true };
}

async function inTempDir(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
