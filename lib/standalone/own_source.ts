import { dirname } from "@std/path/posix/dirname";
import type { StandaloneSettings } from "../cli/standalone_settings.ts";
import { type EtcdConfig, parseEtcdConfig } from "../config/etcd_config.ts";
import type { EtcdVersion } from "../config/etcd_version.ts";
import { lookUpVariable } from "../config/own/look_up_variable.ts";
import { type OwnConfig, resolveOwnConfig } from "../config/own/own_config.ts";
import { readOwnFile } from "../config/own/read_own_file.ts";
import { hasWal } from "../etcd/has_wal.ts";

/** The program's own source of etcd's configuration. */
export interface OwnSource {
  /** The file as it was read. */
  readonly file: Uint8Array;
  /** What it is for this member. */
  readonly own: OwnConfig;
  /** What etcd makes of it. */
  readonly config: EtcdConfig;
  /** Resolves and checks another content of the file. */
  readonly resolve: (file: Uint8Array) => Promise<OwnConfig>;
}

/**
 * Reads the configuration file, resolves it for this member and checks it by
 * etcd's rules.
 *
 * @throws {Error} When it cannot be read, or etcd would not start with it.
 */
export async function readOwnSource(
  settings: StandaloneSettings,
  etcdVersion: EtcdVersion,
): Promise<OwnSource> {
  const options = {
    memberName: settings.memberName,
    podName: Deno.env.get("POD_NAME") ?? "",
    hostName: Deno.hostname(),
    lookUp: settings.expandEnv ? lookUpVariable : undefined,
  };
  const check = ({ source }: OwnConfig) =>
    parseEtcdConfig(source, { etcdVersion, hasWal });
  const file = await readOwnFile(settings.configFile);
  const own = await resolveOwnConfig(file, options);
  return {
    file,
    own,
    config: await check(own),
    async resolve(changed) {
      const resolved = await resolveOwnConfig(changed, options);
      await check(resolved);
      return resolved;
    },
  };
}

/** The volume that a data directory is on, unless a flag says it. */
export function volumeOf({ dataDir }: EtcdConfig, flag: string): string {
  return flag !== "" ? flag : dirname(dataDir.replace(/(?<=.)\/+$/, ""));
}
