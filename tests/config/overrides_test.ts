import { assertEquals } from "@std/assert";
import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import { withSettings } from "../../lib/config/overrides.ts";
import { YAML_ONLY } from "./yaml_permissions.ts";

const etcdVersion = { major: 3, minor: 5, patch: 35 };

function parse(source: string | Uint8Array) {
  const bytes = typeof source === "string"
    ? new TextEncoder().encode(source)
    : source;
  return parseEtcdConfig(bytes, { etcdVersion });
}

Deno.test(
  "withSettings() sets keys and keeps all others",
  YAML_ONLY,
  async () => {
    const config = await parse(
      `data-dir: d\nName: default\nsnapshot-count: 18446744073709551615\n` +
        `pre-vote: yes\nmetrics: null\nunknown: {a: [1, "x", 0.5, true]}\n` +
        `client-transport-security: {cert-file: "it's: #1"}\n` +
        `heartbeat-interval: 100\n`,
    );
    const changed = await parse(withSettings(config, {
      "heartbeat-interval": 10,
      "election-timeout": 100,
    }));
    assertEquals(changed.settings, {
      ...config.settings,
      "heartbeat-interval": 10,
      "election-timeout": 100,
    });
    assertEquals(changed.unknownKeys, config.unknownKeys);
    assertEquals(changed.electionTimeoutMs, 100);
  },
);

Deno.test(
  "withSettings() writes any text so that it reads the same",
  YAML_ONLY,
  async () => {
    const token = 'a\u2028b\u0085c\u{1f600}\t"\\\u00e9\ufeff\n';
    const written = withSettings(await parse("data-dir: d\n"), {
      "initial-cluster-token": token,
    });
    const { settings } = await parse(written);
    assertEquals(settings["initial-cluster-token"], token);
  },
);
