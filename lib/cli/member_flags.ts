import type { Flag } from "./flag_table.ts";

/** The flags that say where the daemon is, in alphabetical order. */
export const DAEMON_FLAGS = [
  {
    name: "admin-socket",
    kind: "string",
    default: "etcd-wrapper.sock",
    help: "The daemon's Unix socket, relative to data-volume-dir",
  },
  {
    name: "data-volume-dir",
    kind: "string",
    default: "/var/etcd/data",
    help: "Directory of the daemon's data volume",
  },
] as const satisfies readonly Flag[];

const CONNECTION_FLAGS = [
  {
    name: "cacert",
    kind: "string",
    default: "",
    help:
      "CA certificates that etcd's certificate is checked against; empty: " +
      "as the daemon has them",
  },
  {
    name: "cert",
    kind: "string",
    default: "",
    help: "Client certificate for etcd; empty: the daemon's",
  },
  {
    name: "endpoint",
    kind: "string",
    default: "",
    help: "Client URL of a member; empty: the daemon's own",
  },
  {
    name: "key",
    kind: "string",
    default: "",
    help: "Key of the client certificate; empty: the daemon's",
  },
  {
    name: "timeout",
    kind: "duration",
    default: 5000,
    help: "Limit of each request to etcd",
  },
] as const satisfies readonly Flag[];

/** `--output` of what can be read by programs, too. */
export const OUTPUT_FLAG = {
  name: "output",
  kind: "string",
  default: "text",
  choices: ["text", "json"],
  help: "Format of the output: text or json",
} as const satisfies Flag;

/** The flags of a verb that speaks with etcd, and its own, in order. */
export function memberFlags(...own: readonly Flag[]): readonly Flag[] {
  return inOrder(...DAEMON_FLAGS, ...CONNECTION_FLAGS, ...own);
}

/** The flags of a verb that speaks with the daemon, and its own, in order. */
export function daemonFlags(...own: readonly Flag[]): readonly Flag[] {
  return inOrder(...DAEMON_FLAGS, ...own);
}

function inOrder(...flags: readonly Flag[]): readonly Flag[] {
  return flags.toSorted((a, b) => a.name < b.name ? -1 : 1);
}
