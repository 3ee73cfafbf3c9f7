import type { Flag } from "./flag_table.ts";

/** Says which etcd a configuration is for. */
export const ETCD_VERSION_FLAGS = [
  {
    name: "etcd-path",
    kind: "string",
    default: "",
    help: "The etcd executable whose version counts; empty: etcd beside this " +
      "program, else on PATH",
  },
  {
    name: "etcd-version",
    kind: "string",
    default: "",
    help: "The version of etcd that counts, such as 3.5.35 or 3.6",
  },
] as const satisfies readonly Flag[];

const MEMBER_NAME_FLAG = {
  name: "member-name",
  kind: "string",
  default: "",
  help: "The member to look at it for; empty: every member that it is for",
} as const satisfies Flag;

const OUTPUT_FLAG = {
  name: "output",
  kind: "string",
  default: "text",
  choices: ["text", "json"],
  help: "Format of the answer: text or json",
} as const satisfies Flag;

/** The flags of `config lint` in alphabetical order. */
export const CONFIG_LINT_FLAGS = [
  ...ETCD_VERSION_FLAGS,
  {
    name: "expand-env",
    kind: "bool",
    default: false,
    help: "Replace ${NAME} in values by the variable's value, as start-etcd " +
      "does with the same flag",
  },
  MEMBER_NAME_FLAG,
  OUTPUT_FLAG,
  {
    name: "strict",
    kind: "bool",
    default: false,
    help: "End with a code of its own when there are warnings but no errors",
  },
] as const satisfies readonly Flag[];

/** The flags of `config explain` in alphabetical order. */
export const CONFIG_EXPLAIN_FLAGS = [
  ...ETCD_VERSION_FLAGS,
  { ...MEMBER_NAME_FLAG, help: "The member whose values a file is read for" },
  OUTPUT_FLAG,
] as const satisfies readonly Flag[];
