import { START_ETCD_FLAGS } from "../cli/flag_table.ts";
import { formatUsage } from "../cli/go_flags.ts";
import { parseVerb } from "../cli/parse_verb.ts";
import { UsageError } from "../cli/usage_error.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { print } from "./print.ts";
import { verbFailure } from "./verb_failure.ts";
import { VERBS } from "./verb_table.ts";

/** Runs the verb that a command line names and gives the exit code. */
export async function runVerb(
  line: readonly string[],
  stop: AbortSignal,
): Promise<number> {
  let name = "etcd-wrapper";
  try {
    if (line.join(" ") === "help start-etcd") {
      throw new UsageError(formatUsage(START_ETCD_FLAGS), EXIT_CODE.success);
    }
    const { verb, ...call } = parseVerb(line, VERBS);
    name = verb.name;
    const run = await verb.load();
    return await run({ ...call, verbs: VERBS, stop });
  } catch (error) {
    const { text, exitCode } = verbFailure(name, error);
    await print(Deno.stderr, text);
    return exitCode;
  }
}
