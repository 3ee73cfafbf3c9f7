import denoConfig from "../../deno.json" with { type: "json" };
import type { FlagValue } from "../cli/go_flags.ts";
import { formatEtcdVersion } from "../config/etcd_version.ts";
import { findEtcd } from "../etcd/etcd_path.ts";
import { readEtcdVersion } from "../etcd/etcd_version.ts";
import { describeError } from "../log/describe_error.ts";

/** The versions of this program, of Deno and of etcd, one a line. */
export async function formatVersions(
  flags: Readonly<Record<string, FlagValue>>,
  signal: AbortSignal,
): Promise<string> {
  const path = await findEtcd(String(flags["etcd-path"]), Deno.execPath());
  return [
    `etcd-wrapper ${denoConfig.version}`,
    `deno ${Deno.version.deno}`,
    `etcd ${await describeEtcd(path, signal)}`,
  ].join("\n");
}

async function describeEtcd(
  path: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    return formatEtcdVersion(await readEtcdVersion(path, signal));
  } catch (error) {
    return `unknown: ${describeError(error)}`;
  }
}
