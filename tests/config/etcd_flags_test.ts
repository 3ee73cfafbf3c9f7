import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../lib/config/config_error.ts";
import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import { needsFlags, toEtcdFlags } from "../../lib/config/etcd_flags.ts";
import { YAML_ONLY } from "./yaml_permissions.ts";

const version35 = { major: 3, minor: 5, patch: 35 };
const version34 = { major: 3, minor: 4, patch: 44 };
const version36 = { major: 3, minor: 6, patch: 16 };
const SKIP = "peer-transport-security: {skip-client-san-verification: true, " +
  "cert-file: c, key-file: k}\n";

function parse(text: string, etcdVersion = version35) {
  const source = new TextEncoder().encode(`data-dir: d\n${text}`);
  return parseEtcdConfig(source, { etcdVersion });
}

Deno.test(
  "needsFlags() is about peers' clients before 3.6",
  YAML_ONLY,
  async () => {
    const config = await parse(SKIP);
    assertEquals(needsFlags(config, version34), true);
    assertEquals(needsFlags(config, version35), true);
    assertEquals(needsFlags(config, version36), false);
    assertEquals(needsFlags(await parse(""), version35), false);
    assertEquals(
      needsFlags(await parse(SKIP.replace("true", "false")), version35),
      false,
    );
  },
);

Deno.test(
  "toEtcdFlags() says what only a flag can say",
  YAML_ONLY,
  async () => {
    assertEquals(toEtcdFlags(await parse(SKIP), version35), [
      "--advertise-client-urls=http://localhost:2379",
      "--auto-compaction-mode=",
      "--data-dir=d",
      "--peer-cert-file=c",
      "--peer-key-file=k",
      "--experimental-peer-skip-client-san-verification=true",
    ]);
  },
);

Deno.test(
  "toEtcdFlags() keeps the defaults that 3.4 has for files",
  YAML_ONLY,
  async () => {
    const flags = toEtcdFlags(await parse("", version34), version34);
    assertEquals(flags.includes("--enable-grpc-gateway=false"), true);
  },
);

Deno.test("toEtcdFlags() writes every kind of value", YAML_ONLY, async () => {
  const flags = toEtcdFlags(
    await parse(
      `backend-batch-interval: 5000\nsnapshot-count: 18446744073709551615\n` +
        `log-outputs: [stderr, a b]\npre-vote: no\nmetrics: null\n` +
        `initial-cluster-token: ""\ncors: ""\nunknown: 1\n`,
    ),
    version35,
  );
  assertEquals(flags.slice(2), [
    "--backend-batch-interval=5000ns",
    "--data-dir=d",
    "--initial-cluster-token=",
    "--log-outputs=stderr,a b",
    "--pre-vote=false",
    "--snapshot-count=18446744073709551615",
  ]);
});

Deno.test(
  "toEtcdFlags() names all keys that no flag stands for",
  YAML_ONLY,
  async () => {
    const config = await parse(
      `client-transport-security: {allowed-cn: [a]}\n` +
        `PeerTLSInfo: {CRLFile: f}\nlog-outputs: ["a,b", c]\n`,
    );
    const error = assertThrows(
      () => toEtcdFlags(config, version35),
      ConfigError,
      "cannot be given as a flag",
    );
    assertEquals(error.problems.map(({ key }) => key), [
      "PeerTLSInfo",
      "client-transport-security.allowed-cn",
      "log-outputs",
    ]);
  },
);
