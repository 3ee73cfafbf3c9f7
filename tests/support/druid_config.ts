import type { MemberConfigOptions } from "./member_config.ts";
import type { Pod } from "./pod.ts";

/** The URLs of one member. */
export interface MemberUrls {
  readonly client: string;
  readonly peer: string;
}

/**
 * A pod's configuration as the ConfigMap has it, with the advertised URLs of
 * each member in maps: the sidecar makes the member's own out of it.
 */
export function druidConfig(
  pod: Pod,
  members: Readonly<Record<string, MemberUrls>> = {
    "etcd-main-0": {
      client: pod.clientUrl,
      peer: `http://127.0.0.1:${pod.peerPort}`,
    },
  },
  changes: Partial<MemberConfigOptions> = {},
): string {
  const names = Object.entries(members);
  return pod.config({
    ...changes,
    name: "etcd-config",
    cluster: names.map(([name, { peer }]) => ({ name, peerUrl: peer })),
    extra: {
      "advertise-client-urls": Object.fromEntries(
        names.map(([name, { client }]) => [name, [client]]),
      ),
      "initial-advertise-peer-urls": Object.fromEntries(
        names.map(([name, { peer }]) => [name, [peer]]),
      ),
      ...changes.extra,
    },
  });
}
