import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createCa, writeKeyPair, writePem } from "../support/certificates.ts";
import { pathExists } from "../support/path_exists.ts";
import {
  createStandalonePod,
  type StandalonePod,
} from "../support/standalone_pod.ts";
import { createStatusCheck } from "../support/status_check.ts";
import { stopWell } from "../support/stop_well.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

const FATAL = "error during start or run of etcd";

/** What the status tells of a start without the sidecar. */
interface Status {
  readonly configDrift: unknown;
  readonly startDecision: {
    readonly decision: string;
    readonly facts: unknown;
  } | null;
}

async function statusOf(pod: StandalonePod): Promise<Status> {
  const answer = await fetch(`http://127.0.0.1:${pod.wrapperPort}/status`);
  return await answer.json();
}

/** A file for all members, as etcd-druid's ConfigMap has it. */
function fileForAll(pod: StandalonePod, name: string): string {
  const peerUrl = `http://127.0.0.1:${pod.peerPort}`;
  return pod.config({
    name: "etcd-config",
    cluster: [{ name, peerUrl }],
    extra: {
      "advertise-client-urls": { [name]: [pod.clientUrl] },
      "initial-advertise-peer-urls": { [name]: [peerUrl] },
    },
  });
}

/** The start ends with exit code 1 and nothing was touched. */
async function assertRefused(
  pod: StandalonePod,
  wrapper: WrapperProcess,
): Promise<string> {
  assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
  const { error } = await wrapper.logged(FATAL);
  assert(!await pathExists(pod.dataVolumeDir));
  return String(error);
}

Deno.test("standalone: a plain file reaches etcd byte for byte", async () => {
  await using pod = await createStandalonePod();
  const text = `# a comment\n${pod.config()}`;
  await pod.writeConfig(text);
  await using wrapper = await pod.startReady();
  const written = await Deno.readTextFile(`${pod.home}/etcd.conf.yaml`);
  assertEquals(written, text);
  await stopWell(wrapper);
});

Deno.test("standalone: etcd-druid's form is resolved for the pod's name", async () => {
  await using pod = await createStandalonePod();
  await pod.writeConfig(fileForAll(pod, "etcd-main-0"));
  await using wrapper = await pod.startReady({
    env: { POD_NAME: "etcd-main-0" },
  });
  const { member } = await wrapper.logged("read the etcd configuration");
  assertEquals(member, "etcd-main-0");
  await stopWell(wrapper);
});

Deno.test("standalone: a file without this member names those it has", async () => {
  await using pod = await createStandalonePod();
  await pod.writeConfig(fileForAll(pod, "etcd-main-0"));
  await using wrapper = pod.start({ args: ["--member-name=etcd-main-3"] });
  assertStringIncludes(
    await assertRefused(pod, wrapper),
    '"advertise-client-urls": has no entry for the member "etcd-main-3"; ' +
      "it has: etcd-main-0",
  );
});

for (
  const [what, text, reason] of [
    ["is not YAML", "a: [\n", "not valid YAML"],
    ["has no data-dir", "name: a\n", '"data-dir": '],
    [
      "has a value that etcd refuses",
      "data-dir: /d\ninitial-cluster-state: old\n",
      '"initial-cluster-state": must be new or existing, not "old"',
    ],
  ] as const
) {
  Deno.test(`standalone: a file that ${what} ends the start`, async () => {
    await using pod = await createStandalonePod();
    await pod.writeConfig(text);
    await using wrapper = pod.start();
    assertStringIncludes(await assertRefused(pod, wrapper), reason);
  });
}

Deno.test("standalone: a missing file is named", async () => {
  await using pod = await createStandalonePod();
  await Deno.remove(pod.configFile);
  await using wrapper = pod.start();
  assertStringIncludes(
    await assertRefused(pod, wrapper),
    `Cannot read the etcd configuration "${pod.configFile}": there is no such file`,
  );
});

Deno.test("standalone: a file outside of the grants is told apart from a missing one", async () => {
  await using pod = await createStandalonePod();
  await using wrapper = pod.start({ args: ["--etcd-config-file=/etc/hosts"] });
  const error = await assertRefused(pod, wrapper);
  assertStringIncludes(error, "the program is not granted that path");
});

Deno.test("standalone: references to variables are expanded when asked for", async () => {
  await using pod = await createStandalonePod();
  const text = pod.config({
    extra: { "quota-backend-bytes": "QUOTA", "log-level": "LEVEL" },
  }).replace("QUOTA", "${ETCD_WRAPPER_QUOTA}")
    .replace("LEVEL", "${ETCD_WRAPPER_LEVEL}");
  await pod.writeConfig(text);
  await using wrapper = await pod.startReady({
    args: ["--expand-env"],
    env: { ETCD_WRAPPER_QUOTA: "123456789", ETCD_WRAPPER_LEVEL: "debug" },
  });
  await wrapper.wrote('"quota-size-bytes":123456789');
  await stopWell(wrapper);
});

Deno.test("standalone: an unset variable and one that may not be read are named with their lines", async () => {
  await using pod = await createStandalonePod();
  await pod.writeConfig("name: ${ETCD_WRAPPER_NAME}\ndata-dir: ${TOKEN}\n");
  await using wrapper = pod.start({
    args: ["--expand-env"],
    env: { TOKEN: "very-secret" },
  });
  const error = await assertRefused(pod, wrapper);
  assertStringIncludes(
    error,
    "line 1: the variable ETCD_WRAPPER_NAME is not set",
  );
  assertStringIncludes(error, "line 2: the variable TOKEN may not be read");
  assert(!wrapper.stderr().includes("very-secret"));
});

Deno.test("standalone: a changed file is reported, not applied", async () => {
  await using pod = await createStandalonePod();
  await using wrapper = await pod.startReady();
  await pod.writeConfig(pod.config({ extra: { "snapshot-count": 777 } }));
  const { keys } = await wrapper.logged(
    "the configuration file has changed, restart needed",
  );
  assertEquals(keys, ["snapshot-count"]);
  const check = await createStatusCheck();
  const changed = await statusOf(pod);
  check(changed);
  assertEquals(changed.configDrift, {
    keys: ["snapshot-count"],
    problem: "",
  });
  assertEquals(changed.startDecision?.decision, "bootstrap");
  assertEquals(changed.startDecision?.facts, {
    data: "absent",
    memberId: null,
    bootstrap: "offered",
    join: null,
    clusters: [],
    wrappers: {},
  });
  await pod.writeConfig(pod.config());
  await wrapper.logged(
    "the configuration file is as it was, no restart needed any more",
  );
  assertEquals((await statusOf(pod)).configDrift, null);
  assertEquals(await pod.readyz(), 200);
  await stopWell(wrapper);
});

Deno.test("standalone: mutual TLS works with etcd and on /readyz", async () => {
  await using pod = await createStandalonePod();
  const dir = `${pod.dir}/tls`;
  await Deno.mkdir(dir);
  const ca = await createCa("etcd-ca");
  const trustedCaFile = await writePem(dir, "ca.crt", ca.certPem);
  const [server, client] = [
    await writeKeyPair(dir, "server", await ca.issue({ commonName: "etcd" })),
    await writeKeyPair(dir, "client", await ca.issue({ commonName: "me" })),
  ];
  const tls = { ...server, trustedCaFile };
  await pod.writeConfig(pod.config({ tls, peerTls: tls }));
  await using wrapper = await pod.startReady({
    args: [
      `--etcd-client-cert-path=${client.certFile}`,
      `--etcd-client-key-path=${client.keyFile}`,
    ],
  });
  using trusting = Deno.createHttpClient({ caCerts: [ca.certPem] });
  await until("/readyz to answer 200", async () => {
    const url = `https://127.0.0.1:${pod.wrapperPort}/readyz`;
    const response = await fetch(url, { client: trusting });
    await response.body?.cancel();
    return response.status === 200;
  });
  await stopWell(wrapper);
});
