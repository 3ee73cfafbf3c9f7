import { freePorts } from "./free_ports.ts";
import { provisionEtcd } from "./etcd/provision.ts";
import { memberConfig, type MemberConfigOptions } from "./member_config.ts";
import {
  type StandInSidecar,
  type StandInSidecarOptions,
  startStandInSidecar,
} from "./stand_in_sidecar.ts";
import { until } from "./until.ts";
import {
  startWrapper,
  type WrapperOptions,
  type WrapperProcess,
} from "./wrapper_process.ts";

/** What a pod is made of. */
export interface PodOptions {
  /** @default {"3.5"} */
  readonly etcdLine?: "3.4" | "3.5" | "3.6";
  /** What differs in the member's configuration. */
  readonly config?: Partial<MemberConfigOptions>;
  readonly sidecar?: StandInSidecarOptions;
}

/** How the wrapper is started in a pod. */
export interface PodStartOptions extends Partial<WrapperOptions> {
  /** Flags behind the usual ones, so that they win. */
  readonly args?: readonly string[];
}

/** A directory with a home and a data volume, ports, and a stand-in sidecar. */
export interface Pod extends AsyncDisposable {
  readonly dir: string;
  readonly home: string;
  readonly dataVolumeDir: string;
  readonly dataDir: string;
  readonly exitCodeFile: string;
  readonly clientPort: number;
  readonly peerPort: number;
  readonly wrapperPort: number;
  readonly clientUrl: string;
  readonly etcd: string;
  readonly sidecar: StandInSidecar;
  /** The member's configuration, with changes. */
  readonly config: (changes?: Partial<MemberConfigOptions>) => string;
  readonly start: (options?: PodStartOptions) => WrapperProcess;
  /** Status of `GET /readyz`; 0 when nothing answers. */
  readonly readyz: () => Promise<number>;
  /** Waits for that status. */
  readonly answers: (status: number, timeoutMs?: number) => Promise<unknown>;
  /** Starts the wrapper and waits until it is ready. */
  readonly startReady: (options?: PodStartOptions) => Promise<WrapperProcess>;
}

/** Creates a pod; disposing of it stops the sidecar and removes the files. */
export async function createPod(options: PodOptions = {}): Promise<Pod> {
  const etcd = await provisionEtcd(options.etcdLine ?? "3.5");
  const dir = await Deno.makeTempDir({ prefix: "pod-" });
  const home = `${dir}/home`;
  const dataVolumeDir = `${dir}/data`;
  await Deno.mkdir(home);
  await Deno.mkdir(dataVolumeDir);
  const [clientPort = 0, peerPort = 0, wrapperPort = 0] = freePorts(3);
  const dataDir = `${dataVolumeDir}/new.etcd`;
  const config = (changes: Partial<MemberConfigOptions> = {}) =>
    memberConfig({
      dataDir,
      clientPort,
      peerPort,
      fast: true,
      ...options.config,
      ...changes,
    });
  const sidecar = await startStandInSidecar({
    config: config(),
    ...options.sidecar,
  });

  function start(startOptions: PodStartOptions = {}): WrapperProcess {
    return startWrapper({
      home,
      dirs: [dir],
      etcd,
      cwd: dir,
      ...startOptions,
      args: [
        "start-etcd",
        `--backup-restore-host-port=${sidecar.hostPort}`,
        `--etcd-client-port=${clientPort}`,
        `--etcd-wrapper-port=${wrapperPort}`,
        `--etcd-path=${etcd}`,
        `--data-volume-dir=${dataVolumeDir}`,
        ...startOptions.args ?? [],
      ],
    });
  }
  async function readyz(): Promise<number> {
    try {
      const response = await fetch(`http://127.0.0.1:${wrapperPort}/readyz`, {
        signal: AbortSignal.timeout(5000),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 0;
    }
  }
  function answers(status: number, timeoutMs = 15_000): Promise<unknown> {
    return until(
      `/readyz to answer ${status}`,
      async () => await readyz() === status,
      { timeoutMs },
    );
  }

  return {
    dir,
    home,
    dataVolumeDir,
    dataDir,
    exitCodeFile: `${dataVolumeDir}/exit_code`,
    clientPort,
    peerPort,
    wrapperPort,
    clientUrl: `http://127.0.0.1:${clientPort}`,
    etcd,
    sidecar,
    config,
    start,
    readyz,
    answers,
    async startReady(startOptions) {
      const wrapper = start(startOptions);
      try {
        await wrapper.logged(
          "etcd server is now ready to serve client requests",
        );
      } catch (error) {
        await wrapper[Symbol.asyncDispose]();
        throw error;
      }
      return wrapper;
    },
    async [Symbol.asyncDispose]() {
      await sidecar[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}
