import { assert, assertEquals, assertExists } from "@std/assert";
import { parseAll } from "@std/yaml";
import { createSettings, type Settings } from "../../lib/cli/settings.ts";
import { parseStartFlags } from "../../lib/cli/start_flags.ts";
import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import { resolveOwnConfig } from "../../lib/config/own/own_config.ts";
import { membershipOptions } from "../../lib/standalone/membership_options.ts";
import { captureLog } from "../support/captured_log.ts";

const MANIFEST = new URL(
  "../../docs/kubernetes/statefulset.yaml",
  import.meta.url,
);
const VERSION = { major: 3, minor: 5, patch: 35 };
const PODS = ["etcd-main-0", "etcd-main-1", "etcd-main-2"];

// deno-lint-ignore no-explicit-any
type Manifest = any;

async function manifests(): Promise<Record<string, Manifest>> {
  const documents = parseAll(await Deno.readTextFile(MANIFEST)) as Manifest[];
  return Object.fromEntries(
    documents.map((it) => [`${it.kind}/${it.metadata.name}`, it]),
  );
}

async function settingsOf(container: Manifest): Promise<Settings> {
  return await Promise.resolve(
    createSettings(parseStartFlags(container.args.slice(1))),
  );
}

Deno.test("statefulset.yaml has a configuration for each of its pods", async () => {
  const all = await manifests();
  const set = all["StatefulSet/etcd-main"];
  assertEquals(set.spec.replicas, PODS.length);
  const [container] = set.spec.template.spec.containers;
  const settings = await settingsOf(container);
  assertExists(settings.standalone);
  const config = all["ConfigMap/etcd-main-config"].data["etcd.conf.yaml"];
  for (const podName of PODS) {
    const file = new TextEncoder().encode(config);
    const own = await resolveOwnConfig(file, {
      memberName: "",
      podName,
      hostName: "node",
      lookUp: undefined,
    });
    const parsed = await parseEtcdConfig(own.source, { etcdVersion: VERSION });
    assertEquals(parsed.name, podName);
    const peer = set.spec.serviceName;
    assertEquals(parsed.initialAdvertisePeerUrls, [
      `http://${podName}.${peer}.default.svc:2380`,
    ]);
    assertEquals(parsed.unknownKeys, []);
    using log = captureLog();
    const { peerClientEndpoints } = membershipOptions({
      source: {
        file,
        own,
        config: parsed,
        resolve: () => Promise.resolve(own),
      },
      settings,
      standalone: settings.standalone,
      tls: undefined,
      volumeDir: settings.dataVolumeDir,
      logger: log.logger,
      onProgress() {},
      onDecision() {},
    });
    assertEquals(
      peerClientEndpoints,
      PODS.filter((pod) => pod !== podName)
        .map((pod) => `http://${pod}.${peer}.default.svc:2379`),
    );
  }
});

Deno.test("statefulset.yaml fits together", async () => {
  const all = await manifests();
  const { spec } = all["StatefulSet/etcd-main"];
  const pod = spec.template.spec;
  const [container] = pod.containers;
  const settings = await settingsOf(container);
  const mounts = container.volumeMounts as Manifest[];
  const volumes = [...pod.volumes, ...spec.volumeClaimTemplates]
    .map((volume: Manifest) => volume.name ?? volume.metadata.name);
  assertEquals(mounts.map(({ name }) => name).sort(), volumes.sort());
  const mounted = mounts.map(({ mountPath }) => mountPath);
  assert(mounted.includes(settings.dataVolumeDir));
  const { configFile = "" } = settings.standalone ?? {};
  assert(mounted.some((path) => configFile.startsWith(`${path}/`)));
  const home = container.env.find((it: Manifest) => it.name === "HOME").value;
  assert(mounted.includes(home));

  const service = all[`Service/${spec.serviceName}`].spec;
  assertEquals([service.clusterIP, service.publishNotReadyAddresses], [
    "None",
    true,
  ]);
  assertEquals(service.selector, spec.template.metadata.labels);
  const ports = container.ports
    .map((port: Manifest) => [port.name, port.containerPort]);
  assertEquals(
    service.ports.map((port: Manifest) => [port.name, port.port]),
    ports,
  );
  assertEquals(Object.fromEntries(ports).wrapper, settings.wrapperPort);
  assert(
    pod.terminationGracePeriodSeconds * 1000 > settings.etcd.stopTimeoutMs,
  );
});

Deno.test("statefulset.yaml stays within the program's grants", async () => {
  const all = await manifests();
  const [container] =
    all["StatefulSet/etcd-main"].spec.template.spec.containers;
  const { permissions } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  const { read, write, env } = permissions.default;
  const isBelow = (path: string, roots: readonly string[]) =>
    roots.some((root) => path === root || path.startsWith(`${root}/`));
  for (const { mountPath, readOnly } of container.volumeMounts) {
    assert(isBelow(mountPath, read), mountPath);
    if (!readOnly) assert(isBelow(mountPath, write), mountPath);
  }
  for (const { name } of container.env) assert(env.includes(name), name);
});
