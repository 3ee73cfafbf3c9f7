import { type EtcdVersion, parseEtcdVersion } from "../config/etcd_version.ts";
import { etcdEnvironment } from "./etcd_environment.ts";

/** An etcd executable that is missing or does not tell its version. */
export class EtcdExecutableError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "EtcdExecutableError";
}

/** The executable prints its version within milliseconds. */
const TIMEOUT_MS = 10_000;

/**
 * Asks the etcd executable for its version, and so whether it can be run.
 *
 * @throws {EtcdExecutableError} With the reason and the ways to name another.
 */
export async function readEtcdVersion(
  path: string,
  signal: AbortSignal,
): Promise<EtcdVersion> {
  try {
    const output = await new Deno.Command(path, {
      args: ["--version"],
      clearEnv: true,
      env: etcdEnvironment(),
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).output();
    signal.throwIfAborted();
    return parseEtcdVersion(new TextDecoder().decode(output.stdout));
  } catch (error) {
    signal.throwIfAborted();
    throw new EtcdExecutableError(
      `Cannot run "${path}" as etcd: give --etcd-path, or put etcd beside this program or on PATH`,
      { cause: error },
    );
  }
}
