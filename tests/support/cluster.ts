import { type BareEtcd, startBareEtcd } from "./bare_etcd.ts";
import type { MemberConfigOptions } from "./member_config.ts";
import { createPod, type Pod, type PodOptions } from "./pod.ts";

/** The pods of a cluster's members, which know of each other. */
export interface Cluster extends AsyncDisposable {
  readonly pods: readonly Pod[];
  /** Client URLs of all members, separated by commas. */
  readonly endpoints: string;
  /** A member's configuration, with changes. */
  readonly config: (
    index: number,
    changes?: Partial<MemberConfigOptions>,
  ) => string;
  /** Starts a member without the wrapper, and does not wait for it. */
  readonly startBare: (
    index: number,
    changes?: Partial<MemberConfigOptions>,
  ) => Promise<BareEtcd>;
}

/** Creates the pods of a cluster; nothing but their sidecars runs yet. */
export async function createCluster(
  count: number,
  options: PodOptions = {},
): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  const pods: Pod[] = [];
  while (pods.length < count) pods.push(stack.use(await createPod(options)));
  const cluster = pods.map((pod, index) => ({
    name: nameOf(index),
    peerUrl: `http://127.0.0.1:${pod.peerPort}`,
  }));
  const config: Cluster["config"] = (index, changes) =>
    podAt(pods, index).config({ name: nameOf(index), cluster, ...changes });
  pods.forEach((pod, index) => pod.sidecar.setConfig(config(index)));
  const owned = stack.move();
  return {
    pods,
    endpoints: pods.map((pod) => pod.clientUrl).join(),
    config,
    startBare(index, changes) {
      const { dir: workDir, etcd } = podAt(pods, index);
      return startBareEtcd({
        etcd,
        workDir,
        config: config(index, changes),
        waitForRead: false,
      });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function nameOf(index: number): string {
  return `etcd-main-${index}`;
}

function podAt(pods: readonly Pod[], index: number): Pod {
  const pod = pods[index];
  if (pod === undefined) throw new RangeError(`There is no pod ${index}`);
  return pod;
}
