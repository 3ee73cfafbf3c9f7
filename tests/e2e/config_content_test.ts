import { assertEquals, assertStringIncludes } from "@std/assert";
import { askEtcd } from "../config/etcd_verdict.ts";
import { assertRefused } from "../support/config_refusal.ts";
import { pathExists } from "../support/path_exists.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { stopWell } from "../support/stop_well.ts";

interface Refused {
  readonly what: string;
  readonly config: (pod: Pod) => string;
  readonly reason: RegExp;
}

/** The configuration with other values for some keys. */
function having(extra: Record<string, unknown>): (pod: Pod) => string {
  return (pod) => pod.config({ extra });
}

const REFUSED: readonly Refused[] = [
  {
    what: "broken YAML",
    config: (pod) => `${pod.config()}metrics: [basic\n`,
    reason: /YAML/i,
  },
  {
    what: "a list",
    config: () => "- name: etcd-main-0\n- data-dir: /data\n",
    reason: /map|object/i,
  },
  {
    what: "a text",
    config: () => "404 page not found\n",
    reason: /map|object/i,
  },
  {
    what: "a map of URLs",
    config: having({
      "advertise-client-urls": { "etcd-main-0": ["http://127.0.0.1:2379"] },
    }),
    reason: /advertise-client-urls/,
  },
  {
    what: "a list of URLs",
    config: having({ "listen-client-urls": ["http://127.0.0.1:2379"] }),
    reason: /listen-client-urls/,
  },
  {
    what: "a number in quotes",
    config: having({ "snapshot-count": "10000" }),
    reason: /snapshot-count/,
  },
  {
    what: "a host name to listen on",
    config: having({ "listen-client-urls": "http://etcd.example:2379" }),
    reason: /etcd\.example/,
  },
  {
    what: "an unknown cluster state",
    config: having({ "initial-cluster-state": "old" }),
    reason: /initial-cluster-state|cluster state/,
  },
];

for (const { what, config, reason } of REFUSED) {
  Deno.test(`F29 a configuration with ${what} is refused with the reason`, async () => {
    await using pod = await createPod();
    await assertRefused(pod, config(pod), reason);
    const { outcome } = await askEtcd(config(pod), {
      etcd: pod.etcd,
      directory: pod.dir,
    });
    assertEquals(outcome, "rejected");
  });
}

Deno.test("F31 a configuration without data-dir is refused, nothing is created", async () => {
  await using pod = await createPod();
  for (const dataDir of [undefined, "", null]) {
    const config = pod.config({ extra: { "data-dir": dataDir } });
    await assertRefused(pod, config, /data-dir/);
  }
});

Deno.test("F32 a name that is not in initial-cluster is refused", async () => {
  await using pod = await createPod();
  await assertRefused(
    pod,
    pod.config({
      name: "etcd-main-7",
      cluster: [{ name: "a", peerUrl: "http://127.0.0.1:2380" }],
    }),
    /couldn't find local name "etcd-main-7"/,
  );
});

const NOT_OF_ETCD = [
  "member-name-prefix: main",
  "skip-client-san-verification: true",
  "something: {else: [1, 2]}",
  "",
].join("\n");

const ACCEPTED: Readonly<Record<string, (config: string) => string>> = {
  "keys that etcd does not know": (config) => `${NOT_OF_ETCD}${config}`,
  "CRLF": (config) => config.replaceAll("\n", "\r\n"),
  "comments": (config) =>
    `# from the sidecar\n${config.replaceAll("\n", " # so it is\n")}# end\n`,
};

for (const [what, change] of Object.entries(ACCEPTED)) {
  Deno.test(`F30 a configuration with ${what} is accepted`, async () => {
    await using pod = await createPod();
    const config = change(pod.config());
    pod.sidecar.setConfig(config);
    await using wrapper = await pod.startReady();
    assertEquals(
      await Deno.readTextFile(`${pod.home}/etcd.conf.yaml`),
      config,
    );
    await stopWell(wrapper);
  });
}

Deno.test("F30 of a key that is there twice the last one counts", async () => {
  await using pod = await createPod();
  const first = `${pod.dataVolumeDir}/first.etcd`;
  const config = `data-dir: ${first}\nname: first\n${pod.config()}`;
  pod.sidecar.setConfig(config);
  await using wrapper = await pod.startReady();
  assertEquals(await pathExists(first), false);
  assertEquals(await pathExists(`${pod.dataDir}/member/wal`), true);
  assertStringIncludes(
    await Deno.readTextFile(`${pod.home}/etcd.conf.yaml`),
    config,
  );
  await stopWell(wrapper);
});
