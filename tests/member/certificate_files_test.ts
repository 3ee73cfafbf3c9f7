import { assertEquals } from "@std/assert";
import { createSettings } from "../../lib/cli/settings.ts";
import { parseStartFlags } from "../../lib/cli/start_flags.ts";
import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import { certificateFiles } from "../../lib/member/certificate_files.ts";
import { memberConfig } from "../support/member_config.ts";

const PURE = { permissions: "none" } as const;

Deno.test(
  "certificateFiles() names each file once, with all that it is for",
  PURE,
  async () => {
    const tls = {
      certFile: "/tls/server.crt",
      keyFile: "/tls/server.key",
      trustedCaFile: "/tls/ca.crt",
    };
    const config = await configOf({ tls, peerTls: tls });
    const settings = settingsOf(
      "--etcd-client-cert-path=/tls/client.crt",
      "--etcd-client-key-path=/tls/client.key",
      "--backup-restore-tls-enabled",
      "--backup-restore-ca-cert-bundle-path=/tls/bundle.crt",
    );
    assertEquals(certificateFiles(config, settings), [
      {
        path: "/tls/server.crt",
        usages: ["etcd server", "etcd peer"],
        isReadOnce: false,
      },
      {
        path: "/tls/ca.crt",
        usages: ["CA of etcd's clients", "CA of etcd's peers"],
        isReadOnce: true,
      },
      {
        path: "/tls/client.crt",
        usages: ["client of etcd"],
        isReadOnce: false,
      },
      {
        path: "/tls/bundle.crt",
        usages: ["CA of the sidecar"],
        isReadOnce: false,
      },
    ]);
  },
);

Deno.test("certificateFiles() is empty in plain text", PURE, async () => {
  assertEquals(certificateFiles(await configOf({}), settingsOf()), []);
});

function configOf(changes: Partial<Parameters<typeof memberConfig>[0]>) {
  const text = memberConfig({
    dataDir: "/data",
    clientPort: 2379,
    peerPort: 2380,
    ...changes,
  });
  return parseEtcdConfig(new TextEncoder().encode(text), {
    etcdVersion: { major: 3, minor: 5, patch: 35 },
    hasWal: () => Promise.resolve(false),
  });
}

function settingsOf(...args: string[]) {
  return createSettings(parseStartFlags(args));
}
