import { runApp } from "../app.ts";
import type { FlagValue } from "../cli/go_flags.ts";
import { createSettings, readLogSettings } from "../cli/settings.ts";
import { formatFlags } from "../cli/format_flags.ts";
import { createLineQueue } from "../log/line_queue.ts";
import {
  createLogger,
  type LeveledLogger,
  type Logger,
} from "../log/logger.ts";
import { runEndOf } from "../stop_record/run_end.ts";
import { StopRequest } from "../process/stop_request.ts";
import { isolateNetwork } from "../process/isolate_network.ts";
import type { StopSignals } from "../process/signals.ts";

/** What the command is run with. */
export interface StartEtcdOptions {
  /** The parsed flags, not yet checked. */
  readonly flags: Readonly<Record<string, FlagValue>>;
  /** What asks the command to stop. */
  readonly signals: StopSignals;
}

/** More than this is waiting only when nobody reads the log. */
const MAX_LOG_BYTES = 1024 * 1024;
const FLUSH_TIMEOUT_MS = 500;

/** Runs `start-etcd` and gives the exit code. */
export async function startEtcd(options: StartEtcdOptions): Promise<number> {
  const { flags, signals } = options;
  const queue = createLineQueue({
    write: (bytes) => Deno.stderr.write(bytes),
    maxBytes: MAX_LOG_BYTES,
    describeDropped: (count) =>
      JSON.stringify({
        level: "warn",
        ts: new Date().toISOString(),
        msg: "log lines dropped because nobody read them",
        count,
      }),
  });
  const logger = createLogger({ ...readLogSettings(flags), write: queue.push });
  signals.stop.addEventListener("abort", () => reportStop(signals, logger));
  try {
    return await run(options, logger);
  } finally {
    await queue.flush(FLUSH_TIMEOUT_MS);
  }
}

async function run(
  { flags, signals }: StartEtcdOptions,
  logger: LeveledLogger,
): Promise<number> {
  try {
    logger.info(`Running with flags: ${formatFlags(flags)}`);
    const settings = createSettings(flags);
    logger.info("Initializing application", { config: settings });
    isolateNetwork();
    return await runApp({
      settings,
      home: Deno.env.get("HOME"),
      programPath: Deno.execPath(),
      logger,
      logLevel: logger.level,
      stop: signals.stop,
      force: signals.force,
    });
  } catch (error) {
    if (error instanceof StopRequest) {
      logger.warn("application context has been cancelled", { error });
    } else {
      logger.fatal("error during start or run of etcd", { error });
    }
    return runEndOf(error).exitCode;
  }
}

function reportStop(signals: StopSignals, logger: Logger): void {
  const { reason } = signals.stop;
  if (!(reason instanceof StopRequest)) return;
  logger.info("caught shutdown signal", { signal: reason.origin });
}
