import { START_ETCD_FLAGS } from "./flag_table.ts";
import { formatFlagList } from "./go_flags.ts";
import type { Verb } from "./verb.ts";

const START_ETCD = {
  name: "start-etcd",
  summary: "Initialize the data, start etcd and supervise it until it is " +
    "stopped",
} as const;

/** The program's whole help text. */
export function formatHelp(verbs: readonly Verb[]): string {
  const commands = [START_ETCD, ...verbs];
  const width = Math.max(...commands.map(({ name }) => name.length));
  return `etcd-wrapper starts an etcd member beside its backup-restore sidecar, tells whether it is
ready, and stops it well.

USAGE:
  etcd-wrapper start-etcd [flags]
  etcd-wrapper COMMAND [arguments] [flags]
  etcd-wrapper help COMMAND

COMMANDS:
${
    commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
      .join("\n")
  }

FLAGS of start-etcd:
${formatFlagList(START_ETCD_FLAGS).join("\n")}`;
}
