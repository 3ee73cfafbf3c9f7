import { join } from "node:path";
import { delay } from "@std/async/delay";
import { freePorts } from "../support/free_ports.ts";

/** What a real etcd makes of a configuration. */
export interface EtcdVerdict {
  /** `outside`: it failed for a reason that the file does not show. */
  readonly outcome: "accepted" | "rejected" | "outside";
  /** Everything that it wrote. */
  readonly output: string;
  /** Its command line. */
  readonly args: readonly string[];
}

/** How etcd is asked. */
export interface EtcdVerdictOptions {
  /** Path of the etcd program. */
  readonly etcd: string;
  /** A directory in which every call makes one of its own. */
  readonly directory: string;
  /** Whether to wait until it serves clients. @default {false} */
  readonly isPatient?: boolean;
  /** Makes the arguments out of the path of the written file. */
  readonly args?: (path: string) => string[];
}

const GIVEN_PORTS = new Set<number>();
/** What follows the checks of everything that a file can say. */
const ACCEPTED = [
  "now serving peer/client/metrics",
  // The same in the plain text of 3.4.
  "embed: serving client requests on",
  "embed: listening for peers on",
];
/** A listener can fail even later. */
const SERVING = ["serving client traffic", "embed: serving secure client"];
const OUTSIDE_REGEXP =
  /address already in use|cannot assign requested address|no such host|no such file or directory|permission denied|cannot fetch cluster info|server misbehaving|is a directory|operation not permitted|network is unreachable|Temporary failure/;
/** How long an etcd that logs nothing has to live to count as accepting. */
const SILENCE_MS = 1_500;
const PATIENCE_MS = 6_000;

/**
 * Starts a real etcd with the configuration, in a directory of its own, and
 * ends it as soon as it has made up its mind. The ports 2379 and 2380 in the
 * text stand for free ones.
 */
export async function askEtcd(
  config: string | Uint8Array,
  options: EtcdVerdictOptions,
): Promise<EtcdVerdict> {
  const { etcd, directory, isPatient = false } = options;
  const { args = (path) => [`--config-file=${path}`] } = options;
  const cwd = await Deno.makeTempDir({ dir: directory });
  const path = join(cwd, "etcd.conf.yaml");
  await Deno.writeFile(path, withFreePorts(config));
  const commandLine = args(path);
  const child = new Deno.Command(etcd, {
    args: commandLine,
    cwd,
    env: { HOME: cwd },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = { text: "" };
  const readers = [child.stdout, child.stderr].map((stream) =>
    collect(stream, output)
  );
  const ended = new AbortController();
  const exit = child.status.then(() => ended.abort());
  const isAlive = await isWritten(output, {
    lines: isPatient ? SERVING : ACCEPTED,
    deadline: Date.now() + (isPatient ? PATIENCE_MS : SILENCE_MS),
    signal: ended.signal,
  });
  if (isAlive) child.kill("SIGKILL");
  await Promise.all([exit, ...readers]);
  // The log that etcd preallocates would fill the disk in a long series.
  await Deno.remove(cwd, { recursive: true });
  return {
    outcome: outcomeOf(isAlive, output.text),
    output: output.text,
    args: commandLine,
  };
}

function outcomeOf(isAlive: boolean, output: string): EtcdVerdict["outcome"] {
  // It goes on asking the name service for half a minute before it gives up.
  const isServing = ACCEPTED.some((line) => output.includes(line));
  if (isAlive && !isServing && output.includes("failed to resolve URL Host")) {
    return "outside";
  }
  if (isAlive) return "accepted";
  return OUTSIDE_REGEXP.test(output) ? "outside" : "rejected";
}

/** Puts free ports in the place of etcd's usual ones. */
export function withFreePorts(config: string | Uint8Array): Uint8Array {
  if (typeof config !== "string") return config;
  let ports = freePorts(2);
  // A port that was just given away is free until its etcd listens on it.
  while (ports.some((port) => GIVEN_PORTS.has(port))) ports = freePorts(2);
  const [client, peer] = ports;
  for (const port of ports) GIVEN_PORTS.add(port);
  return new TextEncoder().encode(
    // In one go: one port may contain the digits of the other's placeholder.
    config.replaceAll(
      /2379|2380/g,
      (placeholder) => String(placeholder === "2379" ? client : peer),
    ),
  );
}

async function collect(
  stream: ReadableStream<Uint8Array>,
  output: { text: string },
): Promise<void> {
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    output.text += chunk;
  }
}

/** Resolves with false if the program ended before it wrote a line. */
async function isWritten(output: { readonly text: string }, options: {
  readonly lines: readonly string[];
  readonly deadline: number;
  readonly signal: AbortSignal;
}): Promise<boolean> {
  while (Date.now() < options.deadline) {
    if (options.signal.aborted) return false;
    if (options.lines.some((line) => output.text.includes(line))) return true;
    await delay(5);
  }
  return !options.signal.aborted;
}
