import {
  CONFIG_EXPLAIN_FLAGS,
  CONFIG_LINT_FLAGS,
} from "../cli/config_flags.ts";
import { DOCTOR_FLAGS } from "../cli/doctor_flags.ts";
import { START_ETCD_FLAGS } from "../cli/flag_table.ts";
import { VALIDATE_FLAGS } from "../cli/validate_settings.ts";
import type { Verb } from "../cli/verb.ts";
import { MEMBER_VERBS } from "./member_verbs.ts";

/** Every verb but `start-etcd`, in the order of the help. */
export const VERBS: readonly Verb[] = [
  ...MEMBER_VERBS,
  {
    name: "validate",
    summary: "Check a member's data without changing it",
    flags: VALIDATE_FLAGS,
    load: async () => (await import("./validate.ts")).validate,
  },
  {
    name: "config lint",
    summary: "Say all that is wrong or unusual in a configuration for etcd",
    description:
      `Exit codes: 0 nothing or advice only, 41 etcd or this program would refuse it,
40 warnings (with --strict).`,
    args: [{
      name: "FILE",
      help: "The configuration; - reads standard input",
      isPath: true,
    }],
    flags: CONFIG_LINT_FLAGS,
    load: async () => (await import("./config_lint.ts")).configLint,
  },
  {
    name: "config explain",
    summary: "Say what the keys of etcd's configuration mean",
    description:
      `Without a key: all of them, a line each. With a file: what counts for each.`,
    args: [{
      name: "KEY|FILE",
      help: "A key, a nested one with a dot; or a file, which has a slash or " +
        "ends in .yaml",
      isOptional: true,
      isRepeated: true,
      isPath: true,
    }],
    flags: CONFIG_EXPLAIN_FLAGS,
    load: async () => (await import("./config_explain.ts")).configExplain,
  },
  {
    name: "doctor",
    summary: "Examine a member's configuration, certificates, network and " +
      "volume",
    description:
      `It changes nothing: for the time of a measurement it writes one small file beside
the data. Exit codes: 0 nothing or advice only, 40 warnings, 41 errors.`,
    flags: DOCTOR_FLAGS,
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "completion",
    summary: "Print the script that completes command lines in a shell",
    description: `bash: source <(etcd-wrapper completion bash)
zsh: source <(etcd-wrapper completion zsh), behind compinit
fish: etcd-wrapper completion fish | source`,
    args: [{
      name: "SHELL",
      help: "bash, zsh or fish",
      choices: ["bash", "zsh", "fish"],
    }],
    load: async () => (await import("./completion.ts")).completion,
  },
  {
    name: "version",
    summary: "Print the versions of this program, of Deno and of etcd",
    flags: START_ETCD_FLAGS.filter(({ name }) => name === "etcd-path"),
    load: async () => (await import("./version.ts")).version,
  },
];
