import { CACHE_DIRECTORY } from "./cache_directory.ts";
import { chosenProgram, type Environment } from "./chosen_program.ts";
import { unpackDebianPackages } from "./debian_package.ts";
import { type EtcdLine, lineOf, PINNED_VERSIONS } from "./etcd_line.ts";
import { type EtcdProgram, GO_PACKAGES } from "./etcd_program.ts";
import { firstWay } from "./first_way.ts";
import { goBuild } from "./go_build.ts";
import { cachedProgram, installedProgram } from "./installed_program.ts";
import type { LogLine } from "./progress.ts";
import {
  OFFICIAL_RELEASE_URL,
  unpackReleaseArchive,
} from "./release_archive.ts";

// Whoever needs real parts finds all of them here.
export { provisionSidecar } from "../backup_restore/provision_sidecar.ts";

/** Where programs are looked for, fetched from and kept. */
export interface ProvisionOptions {
  /** Takes the lines of progress. */
  readonly log?: LogLine;
  /** A path from the command line, before everything else. */
  readonly path?: string | undefined;
  /** @default {".cache" of the repository} */
  readonly cacheDirectory?: string;
  /** @default {OFFICIAL_RELEASE_URL} */
  readonly releaseUrl?: string | undefined;
  /** @default {the environment of this process} */
  readonly env?: Environment;
}

/** Provides an etcd of the line and returns its path. */
export function provisionEtcd(
  line: EtcdLine,
  options: ProvisionOptions = {},
): Promise<string> {
  return provision("etcd", line, options);
}

/** Provides one of etcd's client programs and returns its path. */
export function provisionTool(
  tool: "etcdctl" | "etcdutl",
  line: EtcdLine,
  options: ProvisionOptions = {},
): Promise<string> {
  return provision(tool, line, options);
}

async function provision(
  program: EtcdProgram,
  line: EtcdLine,
  options: ProvisionOptions,
): Promise<string> {
  if (program === "etcdutl" && line === "3.4") {
    throw new Error("Cannot provide etcdutl of line 3.4: it begins with 3.5");
  }
  const { log = () => {}, path, env = Deno.env.toObject() } = options;
  const { cacheDirectory = CACHE_DIRECTORY, releaseUrl } = options;
  const version = PINNED_VERSIONS[line];
  const searchPath = env["PATH"] ?? "";
  const installed = {
    program,
    directory: `${cacheDirectory}/etcd/${version}`,
    accepts: (it: string) => it === version,
    log,
  };
  // What a distribution has of a line is a version of its own.
  const debian = {
    ...installed,
    directory: `${cacheDirectory}/etcd/${line}-debian`,
    accepts: (it: string) => lineOf(it) === line,
  };
  const hasDebian = line === "3.4";
  return await firstWay(`${program} of line ${line}`, [
    ...chosenProgram({
      program,
      path,
      variableSuffix: line.replace(".", "_"),
      wanted: `line ${line}`,
      accepts: debian.accepts,
      env,
      log,
    }),
    cachedProgram(installed),
    ...(hasDebian ? [cachedProgram(debian)] : []),
    installedProgram(
      "official release archive",
      installed,
      (outputDirectory) =>
        unpackReleaseArchive({
          version,
          releaseUrl: releaseUrl ?? OFFICIAL_RELEASE_URL,
          outputDirectory,
          log,
        }),
    ),
    hasDebian
      ? installedProgram(
        "Debian's packages",
        debian,
        (outputDirectory) =>
          unpackDebianPackages({
            packages: ["etcd-server", "etcd-client"],
            outputDirectory,
            searchPath,
            log,
          }),
      )
      : installedProgram(
        "Go build of the pinned module",
        installed,
        (outputDirectory) =>
          goBuild({
            moduleDirectory: `${import.meta.dirname}/${line}`,
            packages: GO_PACKAGES,
            outputDirectory,
            searchPath,
            log,
          }),
      ),
  ]);
}
