import { provisionSidecar } from "./backup_restore/provision_sidecar.ts";
import { freePort } from "./free_ports.ts";
import type { Pod } from "./pod.ts";
import { until } from "./until.ts";

/** How the real sidecar is run beside a pod's wrapper. */
export interface RealSidecarOptions {
  /** The ConfigMap's `etcd.conf.yaml`. */
  readonly config: string;
  /** @default {"etcd-main-0"} */
  readonly podName?: string;
  /** Whether it takes snapshots, into a directory. @default {false} */
  readonly hasStore?: boolean;
  /** The certificate that it serves with. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  /** Client URLs of the cluster. @default {the pod's own} */
  readonly serviceEndpoints?: string;
}

/** The real backup-restore sidecar; disposing of it kills it. */
export interface RealSidecar extends AsyncDisposable {
  readonly port: number;
  /** The flag that leads a wrapper to it. */
  readonly args: readonly string[];
  /** What it has logged so far. */
  readonly log: () => string;
  /** Waits for a text in its log. */
  readonly logged: (text: string, timeoutMs?: number) => Promise<unknown>;
}

/** Why the real sidecar cannot be run here; undefined when it can. */
export async function findSidecarObstacle(): Promise<string | undefined> {
  const canMount = await new Deno.Command("unshare", {
    args: ["-m", "mount", "--bind", "/var", "/var"],
    stdout: "null",
    stderr: "null",
  }).output().catch(() => undefined);
  if (canMount?.success !== true) return "needs mount namespaces";
  return await provisionSidecar().then(
    () => undefined,
    () => "needs etcdbrctl or a way to build it",
  );
}

/** The sidecar's paths under /var are fixed, so it gets a /var of its own. */
const IN_OWN_VAR = 'mount --bind "$OWN_VAR" /var && exec "$0" "$@"';
const CONFIG_DIR = "etcd/config";

/** Starts the real sidecar for a pod and waits until it listens. */
export async function startRealSidecar(
  pod: Pod,
  options: RealSidecarOptions,
): Promise<RealSidecar> {
  const program = await provisionSidecar();
  const dir = await Deno.makeTempDir({ dir: pod.dir, prefix: "sidecar-" });
  await Deno.mkdir(`${dir}/var/${CONFIG_DIR}`, { recursive: true });
  await Deno.writeTextFile(
    `${dir}/var/${CONFIG_DIR}/etcd.conf.yaml`,
    options.config,
  );
  const port = freePort();
  const child = new Deno.Command("unshare", {
    args: ["-m", "sh", "-c", IN_OWN_VAR, program, ...flags(pod, options, port)],
    cwd: dir,
    clearEnv: true,
    env: await environment(dir, options),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  return await follow(child, port, options.tls !== undefined);
}

function flags(pod: Pod, options: RealSidecarOptions, port: number): string[] {
  const { tls, hasStore = false, serviceEndpoints = pod.clientUrl } = options;
  return [
    "server",
    `--server-port=${port}`,
    `--endpoints=${pod.clientUrl}`,
    `--service-endpoints=${serviceEndpoints}`,
    `--data-dir=${pod.dataDir}`,
    "--etcd-connection-timeout=5m",
    "--use-etcd-wrapper=true",
    "--insecure-transport=true",
    "--insecure-skip-tls-verify=true",
    `--snapstore-temp-directory=${pod.dataVolumeDir}/temp`,
    `--restoration-temp-snapshots-dir=${pod.dataVolumeDir}/restoration.temp`,
    ...(tls === undefined
      ? []
      : [`--server-cert=${tls.certFile}`, `--server-key=${tls.keyFile}`]),
    ...(hasStore
      ? [
        "--storage-provider=Local",
        `--store-container=${pod.dir}/store`,
        "--store-prefix=v2",
        "--delta-snapshot-period=1s",
      ]
      : []),
  ];
}

async function environment(
  dir: string,
  { podName = "etcd-main-0" }: RealSidecarOptions,
): Promise<Record<string, string>> {
  const kubeconfig = `${dir}/kubeconfig`;
  await Deno.writeTextFile(kubeconfig, KUBECONFIG);
  return {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: dir,
    OWN_VAR: `${dir}/var`,
    POD_NAME: podName,
    POD_NAMESPACE: "default",
    KUBECONFIG: kubeconfig,
  };
}

/** An API server that nobody can reach is enough for what is tested here. */
const KUBECONFIG = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "none", cluster: { server: "http://127.0.0.1:1" } }],
  users: [{ name: "none", user: {} }],
  contexts: [{ name: "none", context: { cluster: "none", user: "none" } }],
  "current-context": "none",
});

async function follow(
  child: Deno.ChildProcess,
  port: number,
  hasTls: boolean,
): Promise<RealSidecar> {
  let text = "";
  let hasEnded = false;
  async function read(): Promise<void> {
    const parts = child.stderr.pipeThrough(new TextDecoderStream());
    for await (const part of parts) text += part;
    hasEnded = true;
  }
  const reading = read();
  const sidecar: RealSidecar = {
    port,
    args: [
      `--backup-restore-host-port=localhost:${port}`,
      `--backup-restore-tls-enabled=${hasTls}`,
    ],
    log: () => text,
    logged: (wanted, timeoutMs = 30_000) =>
      until(
        `the sidecar's log to have "${wanted}"`,
        () => text.includes(wanted),
        { timeoutMs },
      ).catch((error) => {
        throw new Error(`${error}; its log:\n${text}`);
      }),
    async [Symbol.asyncDispose]() {
      if (!hasEnded) child.kill("SIGKILL");
      await Promise.all([child.status, reading]);
    },
  };
  try {
    await sidecar.logged("Starting HTTP");
  } catch (error) {
    await sidecar[Symbol.asyncDispose]();
    throw error;
  }
  return sidecar;
}
