import { parseCommandLine } from "./lib/cli/command_line.ts";
import { UsageError } from "./lib/cli/usage_error.ts";
import { startEtcd } from "./lib/commands/start_etcd.ts";
import { formatVersions } from "./lib/commands/version.ts";
import { EXIT_CODE } from "./lib/process/exit_code.ts";
import { watchSignals } from "./lib/process/signals.ts";

async function main(args: readonly string[]): Promise<number> {
  try {
    const command = parseCommandLine(args);
    using signals = watchSignals();
    switch (command.name) {
      case "start-etcd":
        return await startEtcd({ flags: command.flags, signals });
      case "validate": {
        const { validate } = await import("./lib/commands/validate.ts");
        return await validate({ flags: command.flags, stop: signals.stop });
      }
      case "version":
        await print(
          Deno.stdout,
          await formatVersions(command.flags, signals.stop),
        );
        return EXIT_CODE.success;
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await print(Deno.stderr, error.message);
    return error.exitCode;
  }
}

async function print(
  stream: { readonly writable: WritableStream<Uint8Array> },
  text: string,
): Promise<void> {
  const lines = new Blob([`${text}\n`]).stream();
  await lines.pipeTo(stream.writable, { preventClose: true });
}

if (import.meta.main) Deno.exit(await main(Deno.args));
