import { EXIT_CODE } from "../process/exit_code.ts";
import { START_ETCD_FLAGS } from "./flag_table.ts";
import { findSourceProblem, withSourceDefaults } from "./config_source.ts";
import {
  type FlagValue,
  givenFlags,
  parseGoFlags,
  usageError,
} from "./go_flags.ts";
import { formatHelp } from "./help.ts";
import { UsageError } from "./usage_error.ts";
import { VALIDATE_FLAGS } from "./validate_settings.ts";

/** What the command line asks for. */
export type Command =
  | {
    readonly name: "start-etcd";
    readonly flags: Readonly<Record<string, FlagValue>>;
  }
  | {
    readonly name: "validate";
    readonly flags: Readonly<Record<string, FlagValue>>;
  }
  | {
    readonly name: "version";
    readonly flags: Readonly<Record<string, FlagValue>>;
  };

const HELP_WORDS = new Set(["-h", "-help", "--help", "help"]);
const VERSION_FLAGS = START_ETCD_FLAGS.filter((flag) =>
  flag.name === "etcd-path"
);

/**
 * Reads a command line.
 *
 * @throws {UsageError} For help (exit code 0) and for what cannot be used.
 */
export function parseCommandLine(args: readonly string[]): Command {
  const [name, ...rest] = args;
  switch (name) {
    case "start-etcd":
      return { name, flags: parseStartFlags(rest) };
    case "validate":
      return { name, flags: parseGoFlags(rest, VALIDATE_FLAGS) };
    case "version":
      return { name, flags: parseGoFlags(rest, VERSION_FLAGS) };
  }
  if (name !== undefined && HELP_WORDS.has(name)) {
    throw new UsageError(formatHelp(), EXIT_CODE.success);
  }
  const problem = name === undefined
    ? "no command given"
    : `unknown command ${JSON.stringify(name)}`;
  throw new UsageError(`${problem}\n\n${formatHelp()}`, EXIT_CODE.failure);
}

function parseStartFlags(
  args: readonly string[],
): Readonly<Record<string, FlagValue>> {
  const flags = parseGoFlags(args, START_ETCD_FLAGS);
  const given = givenFlags(args, START_ETCD_FLAGS);
  const problem = findSourceProblem(given);
  if (problem !== undefined) throw usageError(problem, START_ETCD_FLAGS);
  return withSourceDefaults(flags, given);
}
