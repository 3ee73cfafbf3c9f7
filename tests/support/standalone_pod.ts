import { freePorts } from "./free_ports.ts";
import { provisionEtcd } from "./etcd/provision.ts";
import { memberConfig, type MemberConfigOptions } from "./member_config.ts";
import { until } from "./until.ts";
import {
  startWrapper,
  type WrapperOptions,
  type WrapperProcess,
} from "./wrapper_process.ts";

/** What a pod without a sidecar is made of. */
export interface StandalonePodOptions {
  /** @default {"3.5"} */
  readonly etcdLine?: "3.4" | "3.5" | "3.6";
  /** What differs in the member's configuration. */
  readonly config?: Partial<MemberConfigOptions>;
}

/** How the wrapper is started in a pod. */
export interface StandaloneStartOptions extends Partial<WrapperOptions> {
  /** Flags behind the usual ones, so that they win. */
  readonly args?: readonly string[];
}

/** A directory with a home, a data volume and a configuration file. */
export interface StandalonePod extends AsyncDisposable {
  readonly dir: string;
  readonly home: string;
  readonly dataVolumeDir: string;
  readonly dataDir: string;
  /** Where what is moved aside goes. */
  readonly quarantineDir: string;
  readonly configFile: string;
  readonly exitCodeFile: string;
  readonly clientPort: number;
  readonly peerPort: number;
  readonly wrapperPort: number;
  readonly clientUrl: string;
  readonly etcd: string;
  /** The member's configuration, with changes. */
  readonly config: (changes?: Partial<MemberConfigOptions>) => string;
  readonly writeConfig: (text: string) => Promise<void>;
  readonly start: (options?: StandaloneStartOptions) => WrapperProcess;
  /** Status of `GET /readyz`; 0 when nothing answers. */
  readonly readyz: () => Promise<number>;
  /** Waits for that status. */
  readonly answers: (status: number, timeoutMs?: number) => Promise<unknown>;
  /** Starts the wrapper and waits until it is ready. */
  readonly startReady: (
    options?: StandaloneStartOptions,
  ) => Promise<WrapperProcess>;
}

/** Creates a pod; disposing of it removes the files. */
export async function createStandalonePod(
  options: StandalonePodOptions = {},
): Promise<StandalonePod> {
  const etcd = await provisionEtcd(options.etcdLine ?? "3.5");
  const dir = await Deno.makeTempDir({ prefix: "pod-" });
  const home = `${dir}/home`;
  const dataVolumeDir = `${dir}/data`;
  const configFile = `${dir}/etcd.yaml`;
  await Deno.mkdir(home);
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
  const writeConfig = (text: string) => Deno.writeTextFile(configFile, text);
  await writeConfig(config());

  function start(startOptions: StandaloneStartOptions = {}): WrapperProcess {
    return startWrapper({
      home,
      dirs: [dir],
      etcd,
      cwd: dir,
      ...startOptions,
      args: [
        "start-etcd",
        `--etcd-config-file=${configFile}`,
        `--etcd-client-port=${clientPort}`,
        `--etcd-wrapper-port=${wrapperPort}`,
        `--etcd-path=${etcd}`,
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

  return {
    dir,
    home,
    dataVolumeDir,
    dataDir,
    quarantineDir: `${dataDir}.quarantine`,
    configFile,
    exitCodeFile: `${dataVolumeDir}/exit_code`,
    clientPort,
    peerPort,
    wrapperPort,
    clientUrl: `http://127.0.0.1:${clientPort}`,
    etcd,
    config,
    writeConfig,
    start,
    readyz,
    answers: (status, timeoutMs = 15_000) =>
      until(
        `/readyz to answer ${status}`,
        async () => await readyz() === status,
        { timeoutMs },
      ),
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
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}
