import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createSettings } from "../../lib/cli/settings.ts";
import { parseStartFlags } from "../../lib/cli/start_flags.ts";
import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import { type LaunchPlan, planLaunch } from "../../lib/member/launch_plan.ts";
import { YAML_ONLY } from "../config/yaml_permissions.ts";
import { memberConfig } from "../support/member_config.ts";

const FAST_START = "--single-member-fast-start";
const MEMBER = { dataDir: "/data", clientPort: 2379, peerPort: 2380 };
const THREE = [0, 1, 2].map((index) => ({
  name: `etcd-main-${index}`,
  peerUrl: `http://127.0.0.1:238${index}`,
}));

Deno.test(
  "planLaunch() writes the file as it was fetched",
  YAML_ONLY,
  async () => {
    const text = `# a comment\r\n${memberConfig(MEMBER)}`;
    const plan = await planFor(text);
    assertEquals(plan.configPath, "/home/nonroot/etcd.conf.yaml");
    assertEquals(textOf(plan), text);
    assertEquals(plan.args, ["--config-file=/home/nonroot/etcd.conf.yaml"]);
  },
);

Deno.test(
  "planLaunch() makes a single member start fast when asked to",
  YAML_ONLY,
  async () => {
    const plan = await planFor(memberConfig(MEMBER), { flags: [FAST_START] });
    const { heartbeatIntervalMs, electionTimeoutMs, dataDir } =
      await parseEtcdConfig(
        plan.configFile,
        { etcdVersion: versionOf(5) },
      );
    assertEquals([heartbeatIntervalMs, electionTimeoutMs], [10, 100]);
    assertEquals(dataDir, "/data");
  },
);

for (
  const [what, text, flags] of [
    ["it is not asked for", memberConfig(MEMBER), []],
    [
      "there are three members",
      memberConfig({ ...MEMBER, cluster: THREE, peerPort: 2380 }),
      [FAST_START],
    ],
    [
      "the heartbeat is set",
      memberConfig({ ...MEMBER, extra: { "heartbeat-interval": 50 } }),
      [FAST_START],
    ],
    [
      "the election timeout is set",
      memberConfig({ ...MEMBER, extra: { "election-timeout": 2000 } }),
      [FAST_START],
    ],
  ] as [string, string, string[]][]
) {
  Deno.test(
    `planLaunch() leaves the timing alone when ${what}`,
    YAML_ONLY,
    async () => {
      assertEquals(textOf(await planFor(text, { flags })), text);
    },
  );
}

const SKIP = "experimental-peer-skip-client-san-verification";
for (const [minor, isFlags] of [[4, true], [5, true], [6, false]] as const) {
  Deno.test(
    `planLaunch() gives etcd 3.${minor} the peer's SAN setting by ${
      isFlags ? "flags" : "file"
    }`,
    YAML_ONLY,
    async () => {
      const text = memberConfig({
        ...MEMBER,
        extra: {
          "peer-transport-security": { "skip-client-san-verification": true },
        },
      });
      const flags = [FAST_START];
      const { args, configFile } = await planFor(text, { minor, flags });
      assertEquals(args.some((arg) => arg.includes(SKIP)), isFlags);
      assertEquals(args.some((arg) => arg.includes("--config-file")), !isFlags);
      // The quick timing gets there both ways.
      const all = isFlags
        ? args.join(" ")
        : new TextDecoder().decode(configFile);
      assertStringIncludes(all, isFlags ? "--heartbeat-interval=10" : "10");
      assert(all.includes("election-timeout"));
    },
  );
}

async function planFor(
  text: string,
  options: { readonly flags?: string[]; readonly minor?: number } = {},
): Promise<LaunchPlan> {
  const { flags = [], minor = 5 } = options;
  const source = new TextEncoder().encode(text);
  const etcdVersion = versionOf(minor);
  return planLaunch({
    source,
    config: await parseEtcdConfig(source, { etcdVersion }),
    etcdVersion,
    settings: createSettings(
      parseStartFlags(["--backup-restore-host-port=localhost:8080", ...flags]),
    ),
    home: "/home/nonroot",
  });
}

function versionOf(minor: number) {
  return { major: 3, minor, patch: 30 };
}

function textOf(plan: LaunchPlan): string {
  return new TextDecoder().decode(plan.configFile);
}
