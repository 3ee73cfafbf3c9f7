import { START_ETCD_FLAGS } from "../cli/flag_table.ts";
import { VALIDATE_FLAGS } from "../cli/validate_settings.ts";
import type { Verb } from "../cli/verb.ts";

/** Every verb but `start-etcd`, in the order of the help. */
export const VERBS: readonly Verb[] = [
  {
    name: "validate",
    summary: "Check a member's data without changing it",
    flags: VALIDATE_FLAGS,
    load: async () => (await import("./validate.ts")).validate,
  },
  {
    name: "version",
    summary: "Print the versions of this program, of Deno and of etcd",
    flags: START_ETCD_FLAGS.filter(({ name }) => name === "etcd-path"),
    load: async () => (await import("./version.ts")).version,
  },
];
