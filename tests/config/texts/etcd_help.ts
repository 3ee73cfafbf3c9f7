import { provisionEtcd } from "../../support/etcd/provision.ts";
import type { EtcdLine } from "../../support/etcd/etcd_line.ts";
import {
  type EtcdVersion,
  parseEtcdVersion,
} from "../../../lib/config/etcd_version.ts";

/** What a real etcd says about its flags. */
export interface EtcdHelp {
  readonly version: EtcdVersion;
  /** The default by flag; undefined where the help does not name one. */
  readonly flags: ReadonlyMap<string, string | undefined>;
}

/** Runs `etcd --help` and `etcd --version`. */
export async function readEtcdHelp(line: EtcdLine): Promise<EtcdHelp> {
  const etcd = await provisionEtcd(line);
  const help = await run(etcd, "--help");
  const flags = new Map<string, string | undefined>();
  for (const match of help.matchAll(/^ {2}--([a-z0-9-]+)(?: (.+))?$/gm)) {
    const [, flag = "", value] = match;
    flags.set(flag, value?.replace(/^'(.*)'$/, "$1"));
  }
  return { version: parseEtcdVersion(await run(etcd, "--version")), flags };
}

async function run(etcd: string, arg: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(etcd, {
    args: [arg],
    clearEnv: true,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}
