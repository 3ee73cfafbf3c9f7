import { dirname } from "@std/path/posix/dirname";
import { ConfigError } from "../config/config_error.ts";
import { type EtcdConfig, parseEtcdConfig } from "../config/etcd_config.ts";
import type { EtcdVersion } from "../config/etcd_version.ts";
import { lookUpVariable } from "../config/own/look_up_variable.ts";
import { resolveOwnConfig } from "../config/own/own_config.ts";
import { hasWal } from "../etcd/has_wal.ts";
import type { DoctorFlags, DoctorSubject } from "./doctor_subject.ts";

/** What {@linkcode readSubject} goes by. */
export interface ReadSubjectOptions {
  /** Path of the configuration; empty: there is none. */
  readonly configPath: string;
  /** Its content. */
  readonly configFile: Uint8Array | undefined;
  /** The name that was given; empty: found out. */
  readonly memberName: string;
  /** Whether references to variables are replaced. */
  readonly isExpanded: boolean;
  /** The etcd that counts. */
  readonly etcdVersion: EtcdVersion;
  /** Whether that is a guess. */
  readonly isVersionAssumed: boolean;
  /** The data directory that was given; empty: the configuration's. */
  readonly dataDir: string;
  /** What the flags of `start-etcd` say. */
  readonly flags: DoctorFlags;
}

/** Finds out what there is to examine; what is wrong with it, checks say. */
export async function readSubject(
  options: ReadSubjectOptions,
): Promise<DoctorSubject> {
  const podName = Deno.env.get("POD_NAME") ?? "";
  const config = await readConfig(options, podName);
  const { memberName, ...rest } = options;
  const dataDir = withoutSlash(options.dataDir || (config?.dataDir ?? ""));
  return {
    ...rest,
    config,
    // A file for all members is then looked at for this one.
    memberName: memberName || config?.name || podName,
    dataDir,
    walDir: withoutSlash(config?.walDir ?? ""),
    volumeDir: dataDir === "" ? "" : dirname(dataDir),
    namespace: Deno.env.get("POD_NAMESPACE") ?? "",
  };
}

async function readConfig(
  { configFile, memberName, isExpanded, etcdVersion }: ReadSubjectOptions,
  podName: string,
): Promise<EtcdConfig | undefined> {
  if (configFile === undefined) return undefined;
  try {
    const { source } = await resolveOwnConfig(configFile, {
      memberName,
      podName,
      hostName: Deno.hostname(),
      lookUp: isExpanded ? lookUpVariable : undefined,
    });
    return await parseEtcdConfig(source, { etcdVersion, hasWal });
  } catch (error) {
    // The check of the configuration says the same with more words.
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}
