import type { FlagValue } from "../cli/go_flags.ts";
import { NEWEST_PATCH } from "../config/etcd_name.ts";
import type { EtcdVersion } from "../config/etcd_version.ts";
import { findEtcd } from "../etcd/etcd_path.ts";
import { readEtcdVersion } from "../etcd/etcd_version.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { VerbError } from "./verb_error.ts";

/** The etcd whose rules count, and how that is known. */
export interface ChosenVersion {
  /** Its version. */
  readonly version: EtcdVersion;
  /** Whether nothing said so. */
  readonly isAssumed: boolean;
}

/** What is assumed where no etcd can be asked. */
const ASSUMED: EtcdVersion = { major: 3, minor: 5, patch: NEWEST_PATCH };

/**
 * Finds out which version of etcd counts: the one that is given, else the one
 * of the etcd at hand, else the newest release of 3.5.
 *
 * @throws {VerbError} When what is given cannot be used.
 */
export async function chooseEtcdVersion(
  flags: Readonly<Record<string, FlagValue>>,
  signal: AbortSignal,
): Promise<ChosenVersion> {
  const path = String(flags["etcd-path"]);
  const text = String(flags["etcd-version"]);
  if (text !== "") return { version: parseVersion(text), isAssumed: false };
  try {
    const etcd = await findEtcd(path, Deno.execPath());
    return { version: await readEtcdVersion(etcd, signal), isAssumed: false };
  } catch (error) {
    signal.throwIfAborted();
    if (path === "") return { version: ASSUMED, isAssumed: true };
    throw new VerbError(error instanceof Error ? error.message : String(error));
  }
}

function parseVersion(text: string): EtcdVersion {
  const match = /^v?3\.(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) {
    throw new VerbError(
      `etcd-version "${text}" is not of the form 3.5 or 3.5.35`,
      EXIT_CODE.usage,
    );
  }
  const [, minor, patch = NEWEST_PATCH] = match;
  return { major: 3, minor: Number(minor), patch: Number(patch) };
}
