import denoConfig from "../../deno.json" with { type: "json" };
import type { VerbCall } from "../cli/verb.ts";
import { formatEtcdVersion } from "../config/etcd_version.ts";
import { findEtcd } from "../etcd/etcd_path.ts";
import { readEtcdVersion } from "../etcd/etcd_version.ts";
import { describeError } from "../log/describe_error.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { print } from "./print.ts";

/** Prints the versions of this program, of Deno and of etcd, one a line. */
export async function version({ flags, stop }: VerbCall): Promise<number> {
  const path = await findEtcd(String(flags["etcd-path"]), Deno.execPath());
  const lines = [
    `etcd-wrapper ${denoConfig.version}`,
    `deno ${Deno.version.deno}`,
    `etcd ${await describeEtcd(path, stop)}`,
  ];
  await print(Deno.stdout, lines.join("\n"));
  return EXIT_CODE.success;
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
