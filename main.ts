import { parseStartFlags } from "./lib/cli/start_flags.ts";
import { UsageError } from "./lib/cli/usage_error.ts";
import { print } from "./lib/commands/print.ts";
import { startEtcd } from "./lib/commands/start_etcd.ts";
import { watchSignals } from "./lib/process/signals.ts";

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === "start-etcd") return await start(rest);
  // The daemon does without the verbs and their table.
  const { runVerb } = await import("./lib/commands/run_verb.ts");
  using signals = watchSignals();
  return await runVerb(args, signals.stop);
}

async function start(args: readonly string[]): Promise<number> {
  try {
    const flags = parseStartFlags(args);
    using signals = watchSignals();
    return await startEtcd({ flags, signals });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await print(Deno.stderr, error.message);
    return error.exitCode;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
