import { EXIT_CODE } from "../process/exit_code.ts";
import { formatSynopsis } from "./format_verb_help.ts";
import { UsageError } from "./usage_error.ts";
import type { Verb } from "./verb.ts";

/** A call of a verb that cannot be used: why, and how it is called. */
export function verbUsageError(verb: Verb, problem: string): UsageError {
  return new UsageError(
    `${problem}\n\nUSAGE:\n  ${formatSynopsis(verb)}\n\n` +
      `"etcd-wrapper help ${verb.name}" tells more.`,
    EXIT_CODE.usage,
  );
}
