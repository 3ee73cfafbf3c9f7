import { START_ETCD_FLAGS } from "./flag_table.ts";
import { formatUsage } from "./go_flags.ts";

/** The program's whole help text. */
export function formatHelp(): string {
  const flags = formatUsage(START_ETCD_FLAGS).split("\n").slice(1).join("\n");
  return `etcd-wrapper starts an etcd member beside its backup-restore sidecar, tells whether it is
ready, and stops it well.

USAGE:
  etcd-wrapper start-etcd [flags]
  etcd-wrapper validate --data-dir DIR [flags]
  etcd-wrapper version

COMMANDS:
  start-etcd  Initialize the data, start etcd and supervise it until it is stopped
  validate    Check a member's data without changing it; validate -h has its flags
  version     Print the versions of this program, of Deno and of etcd

FLAGS of start-etcd:
${flags}`;
}
