import { etcdEnvironment } from "./etcd_environment.ts";

/** How etcd ended. */
export interface EtcdEnd {
  /** Exit status; 128 + signal number when a signal ended it. */
  readonly code: number;
  /** The signal that ended it. */
  readonly signal: Deno.Signal | null;
}

/** How a requested stop went. */
export interface EtcdStop extends EtcdEnd {
  /** True when etcd had to be killed. */
  readonly wasKilled: boolean;
}

/** What {@linkcode startEtcdProcess} needs. */
export interface EtcdProcessOptions {
  /** The executable, a path or a name on PATH. */
  readonly path: string;
  /** Its command line. */
  readonly args: readonly string[];
}

/** What {@linkcode EtcdProcess.stop} needs. */
export interface EtcdStopOptions {
  /** Time between SIGTERM and SIGKILL. */
  readonly timeoutMs: number;
  /** When aborted, etcd is killed at once. */
  readonly kill: AbortSignal;
}

/** A running etcd; disposing of it kills one that still runs. */
export interface EtcdProcess extends AsyncDisposable {
  /** Its process id. */
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<EtcdEnd>;
  /** SIGTERM, then SIGKILL; resolves when it has ended. */
  readonly stop: (options: EtcdStopOptions) => Promise<EtcdStop>;
}

/**
 * Starts etcd. Its output goes straight to this program's own, so that not a
 * byte is changed and etcd does not depend on this program to get rid of it.
 */
export function startEtcdProcess(options: EtcdProcessOptions): EtcdProcess {
  const { path, args } = options;
  const child = new Deno.Command(path, {
    args: [...args],
    clearEnv: true,
    env: etcdEnvironment(),
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const ended = child.status.then(({ code, signal }) => ({ code, signal }));
  return {
    pid: child.pid,
    ended,
    stop: (stopOptions) => stop(child, ended, stopOptions),
    async [Symbol.asyncDispose]() {
      send(child, "SIGKILL");
      await ended;
    },
  };
}

async function stop(
  child: Deno.ChildProcess,
  ended: Promise<EtcdEnd>,
  options: EtcdStopOptions,
): Promise<EtcdStop> {
  const { timeoutMs, kill } = options;
  let wasKilled = false;
  function killChild(): void {
    wasKilled = true;
    send(child, "SIGKILL");
  }
  send(child, "SIGTERM");
  const timer = setTimeout(killChild, timeoutMs);
  if (kill.aborted) killChild();
  kill.addEventListener("abort", killChild);
  try {
    return { ...await ended, wasKilled };
  } finally {
    clearTimeout(timer);
    kill.removeEventListener("abort", killChild);
  }
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It has ended already.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Says how etcd ended, for a log line. */
export function describeEnd(end: EtcdEnd): string {
  return end.signal === null
    ? `exit status ${end.code}`
    : `signal ${end.signal}`;
}
