import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../../lib/config/config_error.ts";
import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import type { EtcdConfig } from "../../lib/config/etcd_config.ts";
import { YAML_ONLY } from "./yaml_permissions.ts";

const version35 = { major: 3, minor: 5, patch: 35 };

function parse(text: string, etcdVersion = version35): Promise<EtcdConfig> {
  return parseEtcdConfig(new TextEncoder().encode(text), { etcdVersion });
}

Deno.test("parseEtcdConfig() reads a file as druid writes it", async () => {
  const fixture = new URL("testdata/one_member_tls.yaml", import.meta.url);
  const config = await parse(await Deno.readTextFile(fixture));
  const host = "etcd-main-0.etcd-main-peer.default.svc";
  assertEquals(config.unknownKeys, [
    "next-cluster-version-compatible",
    "peer-transport-security.skip-client-san-verification",
  ]);
  assertEquals(config.name, "etcd-main-0");
  assertEquals(config.dataDir, "data/new.etcd");
  assertEquals(config.walDir, "");
  assertEquals(config.listenClientUrls, ["https://127.0.0.1:2379"]);
  assertEquals(config.listenPeerUrls, ["https://127.0.0.1:2380"]);
  assertEquals(config.advertiseClientUrls, [`https://${host}:2379`]);
  assertEquals(config.initialAdvertisePeerUrls, [`https://${host}:2380`]);
  assertEquals(
    config.initialCluster,
    new Map([["etcd-main-0", [`https://${host}:2380`]]]),
  );
  assertEquals(config.initialClusterState, "new");
  assertEquals(config.heartbeatIntervalMs, undefined);
  assertEquals(config.electionTimeoutMs, undefined);
  assertEquals(config.quotaBackendBytes, 8589934592);
  assertEquals(config.peerTransportSecurity, {
    certFile: "../tls.crt",
    keyFile: "../tls.key",
    clientCertFile: "",
    clientKeyFile: "",
    trustedCaFile: "../ca.crt",
    clientCertAuth: true,
    autoTls: false,
    skipClientSanVerification: true,
    allowedCommonNames: [],
    allowedHostnames: [],
  });
});

Deno.test(
  "parseEtcdConfig() takes etcd's defaults for what is not set",
  YAML_ONLY,
  async () => {
    const config = await parse("data-dir: d\n");
    assertEquals(config.name, "default");
    assertEquals(config.listenClientUrls, ["http://localhost:2379"]);
    assertEquals(config.initialAdvertisePeerUrls, ["http://localhost:2380"]);
    assertEquals(config.initialCluster, new Map());
    assertEquals(config.quotaBackendBytes, 0);
  },
);

Deno.test(
  "F31 parseEtcdConfig() demands a data directory",
  YAML_ONLY,
  async () => {
    for (
      const text of ["", "data-dir:\n", 'data-dir: ""\n', "data-dir: ' '\n"]
    ) {
      const error = await assertRejects(() => parse(text), ConfigError);
      assertEquals(error.problems, [
        { key: "data-dir", reason: "missing or empty" },
      ]);
    }
  },
);

Deno.test(
  "F29 parseEtcdConfig() collects all problems",
  YAML_ONLY,
  async () => {
    const error = await assertRejects(
      () =>
        parse("name: 1\nlisten-peer-urls: http://a:1\nsnapshot-count: '5'\n"),
      ConfigError,
      "Cannot use the etcd configuration: " +
        '"name": must be a string, but is 1; ' +
        '"snapshot-count": must be an unsigned 64-bit integer, but is "5"; ' +
        '"listen-peer-urls": expected IP in URL for binding (http://a:1); ' +
        '"data-dir": missing or empty',
    );
    assertEquals(error.name, "ConfigError");
  },
);

Deno.test(
  "F29 parseEtcdConfig() tells where the YAML is wrong",
  YAML_ONLY,
  async () => {
    const error = await assertRejects(() => parse("a: 1\nb: [\n"), ConfigError);
    assertEquals(error.problems[0]?.key, "");
    assertEquals(/not valid YAML: .*\(line \d\)/.test(error.message), true);
  },
);

Deno.test(
  "F29 parseEtcdConfig() survives absurdly deep nesting",
  YAML_ONLY,
  async () => {
    const text = `x: ${"[".repeat(100_000)}`;
    await assertRejects(() => parse(text), ConfigError, "not valid YAML");
  },
);

Deno.test("F30 parseEtcdConfig() keeps unknown keys", YAML_ONLY, async () => {
  const config = await parse("data-dir: d\nx: {a: [1]}\nDATA-DIR: e\n");
  assertEquals(config.unknownKeys, ["x"]);
  assertEquals(config.settings["x"], { a: [1] });
  // Sorted as JSON, the exact name comes last and wins.
  assertEquals(config.dataDir, "d");
});

Deno.test(
  "F32 parseEtcdConfig() looks for the name until there is data",
  YAML_ONLY,
  async () => {
    const source = new TextEncoder().encode(
      "data-dir: d\nname: other\ninitial-cluster: m=http://localhost:2380\n",
    );
    await assertRejects(
      () => parseEtcdConfig(source, { etcdVersion: version35 }),
      ConfigError,
      `"initial-cluster": couldn't find local name "other" in it`,
    );
    const asked: string[] = [];
    const hasWal = (walDir: string) => Promise.resolve(asked.push(walDir) > 0);
    const config = await parseEtcdConfig(source, {
      etcdVersion: version35,
      hasWal,
    });
    assertEquals(config.name, "other");
    assertEquals(asked, ["d/member/wal"]);

    const nowhere = new TextEncoder().encode("name: other\n");
    await assertRejects(
      () => parseEtcdConfig(nowhere, { etcdVersion: version35, hasWal }),
      ConfigError,
      `"data-dir": missing or empty`,
    );
    assertEquals(asked.length, 1);
  },
);

Deno.test(
  "parseEtcdConfig() checks only what a version knows",
  YAML_ONLY,
  async () => {
    const text = "data-dir: d\ntls-min-version: 5\n";
    const earlier = await parse(text, { ...version35, patch: 7 });
    assertEquals(earlier.unknownKeys, ["tls-min-version"]);
    await assertRejects(
      () => parse(text, { ...version35, patch: 8 }),
      ConfigError,
    );
    await assertRejects(
      () => parse(text, { major: 3, minor: 9, patch: 0 }),
      ConfigError,
    );
  },
);
