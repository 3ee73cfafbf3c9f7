import { findSourceProblem, withSourceDefaults } from "./config_source.ts";
import { START_ETCD_FLAGS } from "./flag_table.ts";
import {
  type FlagValue,
  givenFlags,
  parseGoFlags,
  usageError,
} from "./go_flags.ts";

/**
 * Reads the arguments of `start-etcd`.
 *
 * @throws {UsageError} For help (exit code 0) and for what cannot be used.
 */
export function parseStartFlags(
  args: readonly string[],
): Readonly<Record<string, FlagValue>> {
  const flags = parseGoFlags(args, START_ETCD_FLAGS);
  const given = givenFlags(args, START_ETCD_FLAGS);
  const problem = findSourceProblem(given);
  if (problem !== undefined) throw usageError(problem, START_ETCD_FLAGS);
  return withSourceDefaults(flags, given);
}
