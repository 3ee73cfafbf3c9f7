import { delay } from "@std/async/delay";
import type { Logger } from "../log/logger.ts";
import {
  type ProcessRecord,
  readProcessRecord,
  removeProcessRecord,
} from "./process_record.ts";

/** What {@linkcode stopEarlierEtcd} needs. */
export interface EarlierEtcdOptions {
  /** Path of the process record. */
  readonly recordPath: string;
  /** Time between SIGTERM and SIGKILL. */
  readonly timeoutMs: number;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Absent from the image, where the runtime ends etcd with this program. */
const PS = "/bin/ps";
const KILL = "/bin/kill";
const POLL_MS = 50;
/** `ps` counts whole seconds, and the record is written after the start. */
const START_TOLERANCE_MS = 3000;

/**
 * Stops an etcd that an earlier run of this program started and could not
 * stop, because it was killed. It is recognised by process id, start time and
 * command line, and ended like any other: SIGTERM, a deadline, SIGKILL.
 */
export async function stopEarlierEtcd(
  options: EarlierEtcdOptions,
): Promise<void> {
  const { recordPath, timeoutMs, logger, signal } = options;
  const record = await readProcessRecord(recordPath);
  if (record === undefined) return;
  if (await isRunning(record, logger)) {
    logger.warn("an etcd of an earlier run is still there, stopping it", {
      pid: record.pid,
      dataDir: record.dataDir,
    });
    await run(KILL, ["-TERM", String(record.pid)]);
    const deadlineMs = performance.now() + timeoutMs;
    let wasKilled = false;
    while (await isRunning(record, logger)) {
      signal.throwIfAborted();
      if (performance.now() > deadlineMs && !wasKilled) {
        wasKilled = true;
        logger.error("the earlier etcd does not end, killing it", {
          pid: record.pid,
        });
        await run(KILL, ["-KILL", String(record.pid)]);
      }
      await delay(POLL_MS, { signal });
    }
    logger.info("the earlier etcd has ended", { pid: record.pid });
  }
  await removeProcessRecord(recordPath);
}

/** Whether the recorded process still runs and is not another one by now. */
async function isRunning(
  record: ProcessRecord,
  logger: Logger,
): Promise<boolean> {
  const format = ["-ww", "-o", "etimes=", "-o", "args="];
  const output = await run(PS, [...format, "-p", String(record.pid)]);
  if (output === undefined) {
    logger.info("cannot tell whether the etcd of an earlier run still runs", {
      pid: record.pid,
      reason: `${PS} cannot be run here`,
    });
    return false;
  }
  const match = /^\s*(\d+)\s+(.*)$/.exec(output.trimEnd());
  if (match === null) return false;
  const ageMs = Number(match[1]) * 1000;
  // In a process's first second `ps` can count below zero, without a sign.
  const startedMs = Date.now() - (ageMs > Date.now() ? 0 : ageMs);
  return Math.abs(startedMs - record.startedMs) <= START_TOLERANCE_MS &&
    (match[2] ?? "").endsWith(record.commandLine);
}

async function run(
  program: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout);
  } catch {
    // Missing, or not granted.
    return undefined;
  }
}
