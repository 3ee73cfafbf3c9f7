import { delay } from "@std/async/delay";
import { createCluster } from "../../support/cluster.ts";
import { range } from "../../support/range.ts";
import type { Program } from "../programs.ts";

/** A member that runs. */
export interface RunningMember {
  /** Resolves when the member serves. */
  readonly ready: () => Promise<void>;
  /** SIGTERM; resolves when the process has ended. */
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
}

/** Three members of one kind. */
export interface RollingCluster extends AsyncDisposable {
  readonly name: string;
  readonly clientUrls: readonly string[];
  readonly start: (index: number) => Promise<RunningMember>;
}

const POLL_MS = 5;
const LIMIT_MS = 60_000;
/** The timing that etcd has by default. */
const TIMING = { fast: false } as const;

/** Three bare etcds: ready with the first linearizable read. */
export async function createBareRolling(): Promise<RollingCluster> {
  const cluster = await createCluster(3, { config: TIMING });
  const clientUrls = cluster.pods.map(({ clientUrl }) => clientUrl);
  return {
    name: "bare etcd",
    clientUrls,
    async start(index) {
      const etcd = await cluster.startBare(index);
      return {
        ready: () =>
          poll((signal) => range(clientUrls[index] ?? "", { signal })),
        stop: async () => void await etcd.stop("SIGTERM"),
        kill: async () => void await etcd.kill(),
      };
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** Three wrappers with an instant sidecar: ready when `/readyz` says so. */
export async function createWrapperRolling(
  program: Program,
  flags: readonly string[] = [],
): Promise<RollingCluster> {
  const cluster = await createCluster(3, { config: TIMING });
  return {
    name: [program.name, ...flags].join(" "),
    clientUrls: cluster.pods.map(({ clientUrl }) => clientUrl),
    start(index) {
      const pod = cluster.pods[index];
      if (pod === undefined) throw new RangeError(`There is no pod ${index}`);
      program.choose();
      const wrapper = pod.start({ args: flags });
      return Promise.resolve({
        ready: () =>
          poll(async () => {
            if (await pod.readyz() !== 200) throw new Error("not ready");
          }),
        async stop() {
          wrapper.kill("SIGTERM");
          await wrapper.status;
          await wrapper[Symbol.asyncDispose]();
        },
        kill: async () => await wrapper[Symbol.asyncDispose](),
      });
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

async function poll(
  probe: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  while (true) {
    try {
      return await probe(signal);
    } catch {
      await delay(POLL_MS, { signal });
    }
  }
}
