import { delay } from "@std/async/delay";
import {
  type LogLine,
  startWrapper,
  type WrapperProcess,
} from "../support/wrapper_process.ts";
import type { Place } from "./place.ts";
import type { Program } from "./programs.ts";
import { startSidecarProcess } from "./sidecar_process.ts";
import type { Running, Subject } from "./subject.ts";

/** What {@linkcode createWrapperSubject} needs. */
export interface WrapperSubjectOptions {
  readonly program: Program;
  readonly etcd: string;
  /** Directory that the wrapper may read and write. */
  readonly dir: string;
  readonly place: Place;
}

/** The wrapper with an instant sidecar: ready when `/readyz` answers 200. */
export async function createWrapperSubject(
  options: WrapperSubjectOptions,
): Promise<Subject & { readonly sidecarUrl: string }> {
  const { program, place } = options;
  const sidecar = await startSidecarProcess(place.configFile);
  return {
    name: program.name,
    sidecarUrl: sidecar.url,
    async clear() {
      await Deno.remove(place.dataVolumeDir, { recursive: true });
      await Deno.mkdir(place.dataVolumeDir);
    },
    start: () =>
      start(options, [
        `--backup-restore-host-port=${new URL(sidecar.url).host}`,
      ]),
    [Symbol.asyncDispose]: () => sidecar[Symbol.asyncDispose](),
  };
}

/** The wrapper on its own: it reads the configuration and validates. */
export function createStandaloneSubject(
  options: WrapperSubjectOptions,
): Subject {
  const { program, place } = options;
  return {
    name: `${program.name}, without the sidecar`,
    async clear() {
      await Deno.remove(place.dataVolumeDir, { recursive: true });
      await Deno.mkdir(place.dataVolumeDir);
    },
    start: () => start(options, [`--etcd-config-file=${place.configFile}`]),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Short against what is measured, long enough not to disturb it. */
const POLL_MS = 5;
const LIMIT_MS = 30_000;

async function start(
  options: WrapperSubjectOptions,
  sourceFlags: readonly string[],
): Promise<Running> {
  const { place } = options;
  using client = Deno.createHttpClient(
    place.tls === undefined ? {} : { caCerts: [place.tls.caPem] },
  );
  // As in a new container, where no earlier start has left compiled code.
  const tmpDir = await Deno.makeTempDir({ dir: options.dir });
  const execAtMs = Date.now();
  const execMs = performance.now();
  const wrapper = run(options, sourceFlags, tmpDir);
  await untilReady(place.readyzUrl, client).catch(async (error) => {
    await wrapper[Symbol.asyncDispose]();
    throw new Error(`${error}; its output:\n${wrapper.stderr()}`);
  });
  const readyMs = performance.now() - execMs;
  return {
    pid: wrapper.pid,
    readyMs,
    execAtMs,
    log: () => wrapper.stderr().split("\n").flatMap(parseLine),
    async stop() {
      const beganMs = performance.now();
      wrapper.kill("SIGTERM");
      await wrapper.status;
      const tookMs = performance.now() - beganMs;
      await wrapper[Symbol.asyncDispose]();
      return tookMs;
    },
    [Symbol.asyncDispose]: () => wrapper[Symbol.asyncDispose](),
  };
}

function parseLine(line: string): LogLine[] {
  try {
    const value = JSON.parse(line);
    return typeof value?.msg === "string" ? [value] : [];
  } catch {
    // The last line may be there in part.
    return [];
  }
}

function run(
  { program, etcd, dir, place }: WrapperSubjectOptions,
  sourceFlags: readonly string[],
  tmpDir: string,
): WrapperProcess {
  const { home, dataVolumeDir, clientPort, wrapperPort, clientFiles } = place;
  program.choose();
  return startWrapper({
    home,
    dirs: [dir],
    etcd,
    env: { TMPDIR: tmpDir },
    cwd: dir,
    args: [
      "start-etcd",
      ...sourceFlags,
      `--etcd-client-port=${clientPort}`,
      `--etcd-wrapper-port=${wrapperPort}`,
      `--etcd-path=${etcd}`,
      `--data-volume-dir=${dataVolumeDir}`,
      ...(clientFiles === undefined ? [] : [
        `--etcd-client-cert-path=${clientFiles.certFile}`,
        `--etcd-client-key-path=${clientFiles.keyFile}`,
      ]),
    ],
  });
}

async function untilReady(
  url: string,
  client: Deno.HttpClient,
): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  while (true) {
    try {
      const response = await fetch(url, { client, signal });
      await response.body?.cancel();
      if (response.status === 200) return;
    } catch {
      // Nothing listens yet.
    }
    await delay(POLL_MS, { signal });
  }
}
