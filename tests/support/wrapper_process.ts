import { fromFileUrl } from "@std/path/from-file-url";
import denoConfig from "../../deno.json" with { type: "json" };
import { PROGRAM_FLAGS } from "./deno_runtime/program_flags.ts";
import { until } from "./until.ts";

/** A line of the wrapper's log. */
export type LogLine =
  & { readonly level: string; readonly msg: string }
  & Readonly<Record<string, unknown>>;

/** How to run the wrapper. */
export interface WrapperOptions {
  readonly args: readonly string[];
  readonly home: string;
  /** Directories besides `home` that it may read and write. */
  readonly dirs: readonly string[];
  /** The etcd executable that it may run. */
  readonly etcd: string;
  /** Added to the environment; `undefined` takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Programs that it is started through, such as `["setpriv", "…"]`. */
  readonly through?: readonly string[];
  readonly cwd?: string;
}

/** The wrapper as a process; disposing of it kills it and its etcd. */
export interface WrapperProcess extends AsyncDisposable {
  readonly pid: number;
  readonly status: Promise<Deno.CommandStatus>;
  /** All that was written to standard error so far, etcd's lines too. */
  readonly stderr: () => string;
  readonly stdout: () => string;
  /** The wrapper's own lines so far. */
  readonly log: () => LogLine[];
  /** Waits for a line of the wrapper's log with this message. */
  readonly logged: (
    message: string,
    timeoutMs?: number,
  ) => Promise<LogLine>;
  /** Waits for a text in standard error. */
  readonly wrote: (text: string, timeoutMs?: number) => Promise<string>;
  /** The process id of the etcd that it started. */
  readonly etcdPid: () => Promise<number>;
  readonly kill: (signal: Deno.Signal) => void;
  /** Waits for the end, with a limit. */
  readonly ended: (timeoutMs?: number) => Promise<Deno.CommandStatus>;
}

const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/**
 * Starts the wrapper with its own grants, widened by the directories of the
 * test. `ETCD_WRAPPER_PROGRAM` names a compiled program to test instead.
 */
export function startWrapper(options: WrapperOptions): WrapperProcess {
  const [program = "", ...args] = [
    ...options.through ?? [],
    ...wrapperCommand(options),
    ...options.args,
  ];
  const child = new Deno.Command(program, {
    args,
    clearEnv: true,
    env: environment(options),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  }).spawn();
  return follow(child);
}

/** The command in front of the wrapper's own arguments. */
export function wrapperCommand(
  options: Pick<WrapperOptions, "home" | "dirs" | "etcd">,
): string[] {
  const compiled = Deno.env.get("ETCD_WRAPPER_PROGRAM");
  if (compiled !== undefined) return [compiled];
  const { env, run } = denoConfig.permissions.default;
  const paths = [options.home, ...options.dirs].join(",");
  return [
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    "--cached-only",
    ...PROGRAM_FLAGS,
    `--config=${CONFIG}`,
    `--allow-run=${[options.etcd, ...run].join(",")}`,
    `--allow-env=${env.join(",")}`,
    // The pinned Deno takes "umask" from a configuration file only.
    "--allow-sys",
    `--allow-read=${paths},${options.etcd}`,
    `--allow-write=${paths}`,
    "--allow-net",
    MAIN,
  ];
}

function environment(options: WrapperOptions): Record<string, string> {
  const variables = {
    HOME: options.home,
    PATH: Deno.env.get("PATH"),
    DENO_DIR: denoDir(),
    ...options.env,
  };
  return Object.fromEntries(
    Object.entries(variables)
      .filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The cache of the running Deno, which another `HOME` would move. */
export function denoDir(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") ??
    `${Deno.env.get("HOME") ?? ""}/.cache`;
  return Deno.env.get("DENO_DIR") ?? `${cache}/deno`;
}

function follow(child: Deno.ChildProcess): WrapperProcess {
  const stderr = collect(child.stderr);
  const stdout = collect(child.stdout);
  let hasEnded = false;
  const status = child.status.then((value) => {
    hasEnded = true;
    return value;
  });

  function log(): LogLine[] {
    return stderr.text().split("\n").flatMap(parseOwnLine);
  }
  function logged(message: string, timeoutMs = 15_000): Promise<LogLine> {
    return waitFor(
      `the log line "${message}"`,
      () => log().find((line) => line.msg === message),
      timeoutMs,
    );
  }
  async function waitFor<T>(
    what: string,
    probe: () => T,
    timeoutMs: number,
  ): Promise<NonNullable<T>> {
    try {
      return await until(what, () => {
        const found = probe();
        if (!found && hasEnded) return "ended" as const;
        return found;
      }, { timeoutMs }).then((found) => {
        if (found === "ended") {
          throw new Error(`The wrapper ended without ${what}`);
        }
        return found as NonNullable<T>;
      });
    } catch (error) {
      throw new Error(`${error}; its output:\n${stderr.text()}`);
    }
  }

  return {
    pid: child.pid,
    status,
    stderr: stderr.text,
    stdout: stdout.text,
    log,
    logged,
    wrote: (text, timeoutMs = 15_000) =>
      waitFor(
        `the text "${text}"`,
        () => stderr.text().includes(text) ? text : undefined,
        timeoutMs,
      ),
    etcdPid: async () => Number((await logged("started etcd"))["pid"]),
    kill: (signal) => child.kill(signal),
    async ended(timeoutMs = 15_000) {
      return await until(
        "the end of the wrapper",
        () => hasEnded ? status : undefined,
        { timeoutMs },
      ).catch((error) => {
        throw new Error(`${error}; its output:\n${stderr.text()}`);
      });
    },
    async [Symbol.asyncDispose]() {
      if (!hasEnded) child.kill("SIGKILL");
      await status;
      for (const line of log()) {
        if (line.msg === "started etcd") killEtcd(Number(line["pid"]));
      }
      await Promise.all([stderr.done, stdout.done]);
    },
  };
}

/** An etcd outlives a wrapper that was killed. */
function killEtcd(pid: number): void {
  try {
    const name = Deno.readTextFileSync(`/proc/${pid}/comm`).trim();
    if (name === "etcd") Deno.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function parseOwnLine(line: string): LogLine[] {
  if (!line.startsWith('{"level":')) return [];
  try {
    const value: LogLine = JSON.parse(line);
    const caller = String(value["caller"] ?? "");
    return caller === "" || caller.includes(".ts:") ? [value] : [];
  } catch {
    return [];
  }
}

interface Collected {
  readonly text: () => string;
  readonly done: Promise<void>;
}

function collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Collected {
  let text = "";
  async function read(): Promise<void> {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text += part;
    }
  }
  return { text: () => text, done: read() };
}
