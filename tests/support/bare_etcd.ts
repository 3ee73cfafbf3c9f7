import { parse } from "@std/yaml";
import { delay } from "@std/async/delay";
import { join } from "node:path";
import { type ClientTls, range } from "./range.ts";

/** How to start an etcd without the wrapper. */
export interface BareEtcdOptions {
  /** Path of the etcd binary. */
  readonly etcd: string;
  /** Configuration as YAML. */
  readonly config: string;
  /** Working directory, where the configuration is written too. */
  readonly workDir: string;
  /** Needed for the read over TLS. */
  readonly tls?: ClientTls;
  /**
   * Whether to wait for a linearizable read; learners and members without a
   * quorum never answer one.
   * @default {true}
   */
  readonly waitForRead?: boolean;
  /** Limit of that wait. @default {30000} */
  readonly timeoutMs?: number;
}

/** An etcd process; disposing of it kills it. */
export interface BareEtcd extends AsyncDisposable {
  readonly pid: number;
  /** The first client URL that the configuration names. */
  readonly clientUrl: string;
  readonly status: Promise<Deno.CommandStatus>;
  /** What etcd wrote to its standard error so far. */
  readonly stderr: () => string;
  /** Sends a signal (SIGTERM by default), resolves with the exit status. */
  readonly stop: (signal?: Deno.Signal) => Promise<Deno.CommandStatus>;
  /** Sends SIGKILL, resolves with the exit status. */
  readonly kill: () => Promise<Deno.CommandStatus>;
}

/** Starts etcd and resolves when it answers a linearizable read. */
export async function startBareEtcd(
  options: BareEtcdOptions,
): Promise<BareEtcd> {
  const { waitForRead = true, timeoutMs = 30_000 } = options;
  const configFile = join(options.workDir, "etcd.conf.yaml");
  await Deno.writeTextFile(configFile, options.config, { mode: 0o600 });
  const etcd = spawnEtcd(options, configFile);
  if (!waitForRead) return etcd;
  try {
    await untilReadable(etcd, options.tls, timeoutMs);
    return etcd;
  } catch (error) {
    await etcd.kill();
    throw new Error(
      `Cannot start etcd: ${error}; its last output:\n${lastLines(etcd)}`,
      { cause: error },
    );
  }
}

const LAST_LINES = 20;
/** Pause after a refused connection; a member that listens lets one wait. */
const RETRY_MS = 5;

function spawnEtcd(options: BareEtcdOptions, configFile: string): BareEtcd {
  const child = new Deno.Command(options.etcd, {
    args: ["--config-file", configFile],
    cwd: options.workDir,
    // A configuration from the environment would get in the way.
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let text = "";
  const reading = (async () => {
    for await (
      const part of child.stderr.pipeThrough(new TextDecoderStream())
    ) {
      text += part;
    }
  })();
  const status = Promise.all([child.status, reading])
    .then(([ended]) => ended);
  return {
    pid: child.pid,
    clientUrl: clientUrlOf(options.config),
    status,
    stderr: () => text,
    stop: (signal = "SIGTERM") => stop(signal),
    kill: () => stop("SIGKILL"),
    [Symbol.asyncDispose]: async () => void await stop("SIGKILL"),
  };

  function stop(signal: Deno.Signal): Promise<Deno.CommandStatus> {
    try {
      child.kill(signal);
    } catch (error) {
      // It has ended already.
      if (!(error instanceof TypeError)) throw error;
    }
    return status;
  }
}

/** One patient read after another, until one succeeds or etcd ends. */
async function untilReadable(
  etcd: BareEtcd,
  tls: ClientTls | undefined,
  timeoutMs: number,
): Promise<void> {
  const stop = new AbortController();
  const timer = setTimeout(
    () => stop.abort(new Error(`No read succeeded within ${timeoutMs} ms`)),
    timeoutMs,
  );
  const reading = readUntilSuccess(etcd.clientUrl, tls, stop.signal);
  try {
    await Promise.race([reading, failAtExit(etcd, stop.signal)]);
  } finally {
    clearTimeout(timer);
    stop.abort(new Error("The wait for a read is over"));
    await Promise.allSettled([reading]);
  }
}

async function readUntilSuccess(
  clientUrl: string,
  tls: ClientTls | undefined,
  signal: AbortSignal,
): Promise<void> {
  let last: unknown = "no read yet";
  while (!signal.aborted) {
    try {
      return await range(clientUrl, { tls, signal });
    } catch (error) {
      if (signal.aborted) break;
      last = error instanceof Error ? error.cause ?? error : error;
      await delay(RETRY_MS, { signal }).catch(() => {});
    }
  }
  throw new Error(`${signal.reason}, the last one: ${last}`);
}

async function failAtExit(etcd: BareEtcd, signal: AbortSignal): Promise<void> {
  const { code, signal: by } = await etcd.status;
  if (!signal.aborted) {
    throw new Error(`It ended with code ${code}, signal ${by}`);
  }
}

function clientUrlOf(config: string): string {
  const keys = parse(config) as Record<string, unknown>;
  const urls = String(
    keys["advertise-client-urls"] ?? "http://localhost:2379",
  );
  return urls.split(",")[0] ?? urls;
}

function lastLines(etcd: BareEtcd): string {
  return etcd.stderr().trimEnd().split("\n").slice(-LAST_LINES).join("\n");
}
