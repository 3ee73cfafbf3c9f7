import { formatUsage } from "../cli/go_flags.ts";
import { START_ETCD_FLAGS } from "../cli/flag_table.ts";
import { parseVerb } from "../cli/parse_verb.ts";
import { UsageError } from "../cli/usage_error.ts";
import { print } from "./print.ts";
import { VerbError } from "./verb_error.ts";
import { VERBS } from "./verb_table.ts";

/** Runs the verb that a command line names and gives the exit code. */
export async function runVerb(
  line: readonly string[],
  stop: AbortSignal,
): Promise<number> {
  try {
    if (line.join(" ") === "help start-etcd") {
      throw new UsageError(formatUsage(START_ETCD_FLAGS), 0);
    }
    const { verb, ...call } = parseVerb(line, VERBS);
    const run = await verb.load();
    return await run({ ...call, stop });
  } catch (error) {
    if (error instanceof UsageError || error instanceof VerbError) {
      await print(Deno.stderr, error.message);
      return error.exitCode;
    }
    throw error;
  }
}
