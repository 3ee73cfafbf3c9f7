import { assertEquals, assertRejects } from "@std/assert";
import { createSettings } from "../../lib/cli/settings.ts";
import { parseStartFlags } from "../../lib/cli/start_flags.ts";
import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import { type MemberTls, memberTls } from "../../lib/member/member_tls.ts";
import { memberConfig } from "../support/member_config.ts";
import { tempDir } from "../support/temp_dir.ts";

const FILES = { permissions: { read: true, write: true, env: true } } as const;
const MEMBER = { dataDir: "/data", clientPort: 2379, peerPort: 2380 };
const SERVER = { "cert-file": "/s.crt", "key-file": "/s.key" };
const ASKING = {
  "client-cert-auth": { ...SERVER, "client-cert-auth": true },
  "trusted-ca-file": { ...SERVER, "trusted-ca-file": "/ca.crt" },
};
const CERT_FLAG = "etcd-client-cert-path";
const KEY_FLAG = "etcd-client-key-path";

for (const [key, security] of Object.entries(ASKING)) {
  Deno.test(
    `memberTls() needs a client certificate with ${key} alone (D.32)`,
    FILES,
    async () => {
      const error = await assertRejects(() => tlsFor(security, []), Error);
      assertEquals(error.message.split("; "), [
        `${CERT_FLAG} must be given: etcd asks its clients for a certificate`,
        `${KEY_FLAG} must be given: etcd asks its clients for a certificate`,
      ]);
    },
  );
}

for (const [given, missing] of [[CERT_FLAG, KEY_FLAG], [KEY_FLAG, CERT_FLAG]]) {
  Deno.test(`memberTls() refuses ${given} alone`, FILES, async () => {
    await using dir = await tempDir();
    const file = `${dir.path}/file.pem`;
    await Deno.writeTextFile(file, "");
    const flags = [`--${given}=${file}`];
    await assertRejects(
      () => tlsFor(SERVER, flags),
      Error,
      `${missing} must be given: certificate and key belong together`,
    );
    await assertRejects(
      () => tlsFor(ASKING["trusted-ca-file"], flags),
      Error,
      `${missing} must be given: etcd asks its clients for a certificate`,
    );
  });
}

Deno.test(
  "memberTls() names the flag of a file that cannot be read",
  FILES,
  async () => {
    await using dir = await tempDir();
    const missing = `${dir.path}/missing.pem`;
    const flags = [`--${CERT_FLAG}=${missing}`, `--${KEY_FLAG}=${dir.path}`];
    const error = await assertRejects(() => tlsFor(SERVER, flags), Error);
    const texts = error.message.split("; ");
    assertEquals(texts.map((text) => text.replace(/: .*/, "")), [
      `${CERT_FLAG} "${missing}" cannot be read`,
      `${KEY_FLAG} "${dir.path}" cannot be read`,
    ]);
  },
);

Deno.test("memberTls() needs no flags without a client CA", FILES, async () => {
  assertEquals(await tlsFor(SERVER, []), {
    server: { certFile: "/s.crt", keyFile: "/s.key" },
    client: { certFile: "", keyFile: "", caFile: "/s.crt" },
  });
});

Deno.test(
  "memberTls() is nothing for a client port in plain text",
  FILES,
  async () => {
    const flags = [`--${CERT_FLAG}=/missing.pem`];
    assertEquals(await tlsFor({}, flags), undefined);
  },
);

async function tlsFor(
  security: Record<string, unknown>,
  flags: readonly string[],
): Promise<MemberTls | undefined> {
  const text = memberConfig({
    ...MEMBER,
    extra: { "client-transport-security": security },
  });
  const config = await parseEtcdConfig(new TextEncoder().encode(text), {
    etcdVersion: { major: 3, minor: 5, patch: 30 },
  });
  const settings = createSettings(
    parseStartFlags(["--backup-restore-host-port=localhost:8080", ...flags]),
  );
  return await memberTls(config, settings);
}
