import { ETCD_VERSION_FLAGS } from "./config_flags.ts";
import { START_ETCD_FLAGS } from "./flag_table.ts";
import type { Flag } from "./flag_table.ts";

/** Flags that mean the same as those of `start-etcd`. */
const SHARED_NAMES: ReadonlySet<string> = new Set([
  "admin-socket",
  "backup-restore-ca-cert-bundle-path",
  "etcd-client-cert-path",
  "etcd-client-key-path",
  "etcd-config-file",
  "etcd-server-name",
  "etcd-wrapper-port",
  "expand-env",
  "member-name",
]);

const OWN_FLAGS: readonly Flag[] = [
  {
    name: "config",
    kind: "string",
    default: "",
    help: "The configuration that etcd gets; empty: $HOME/etcd.conf.yaml, " +
      "which start-etcd writes",
  },
  {
    name: "data-dir",
    kind: "string",
    default: "",
    help: "etcd's data directory; empty: as the configuration has it",
  },
  {
    name: "output",
    kind: "string",
    default: "text",
    choices: ["text", "json"],
    help: "Format of the report: text or json",
  },
];

/** The flags of `doctor` in alphabetical order. */
export const DOCTOR_FLAGS: readonly Flag[] = [
  ...OWN_FLAGS,
  ...ETCD_VERSION_FLAGS,
  ...START_ETCD_FLAGS.filter(({ name }) => SHARED_NAMES.has(name)),
].sort((a, b) => a.name < b.name ? -1 : 1);
