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
  /** The text of its kubeconfig; needed when there are several members. */
  readonly kubeconfig?: string;
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
  if (!await canMount()) return "needs mount namespaces, so root";
  return await provisionSidecar().then(
    () => undefined,
    () => "needs etcdbrctl or a way to build it",
  );
}

async function canMount(): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("unshare", {
      args: ["-m", "mount", "--bind", "/var", "/var"],
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
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
  { podName = "etcd-main-0", kubeconfig = "" }: RealSidecarOptions,
): Promise<Record<string, string>> {
  const path = `${dir}/kubeconfig`;
  await Deno.writeTextFile(path, kubeconfig);
  return {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: dir,
    OWN_VAR: `${dir}/var`,
    POD_NAME: podName,
    POD_NAMESPACE: "default",
    KUBECONFIG: path,
  };
}

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
