import { CACHE_DIRECTORY } from "../etcd/cache_directory.ts";
import { chosenProgram, type Environment } from "../etcd/chosen_program.ts";
import { firstWay } from "../etcd/first_way.ts";
import { goBuild } from "../etcd/go_build.ts";
import { cachedProgram, installedProgram } from "../etcd/installed_program.ts";
import type { LogLine } from "../etcd/progress.ts";

/** The release of the backup-restore sidecar that the tests use. */
export const SIDECAR_VERSION = "0.43.0";

const SIDECAR_MODULE = "github.com/gardener/etcd-backup-restore";

/** Where the sidecar is looked for and kept. */
export interface ProvisionSidecarOptions {
  /** Takes the lines of progress. */
  readonly log?: LogLine;
  /** A path from the command line, before everything else. */
  readonly path?: string | undefined;
  /** @default {".cache" of the repository} */
  readonly cacheDirectory?: string;
  /** @default {the environment of this process} */
  readonly env?: Environment;
}

/** Provides the real backup-restore sidecar, `etcdbrctl`, and returns its path. */
export async function provisionSidecar(
  options: ProvisionSidecarOptions = {},
): Promise<string> {
  const { log = () => {}, path, cacheDirectory = CACHE_DIRECTORY } = options;
  const { env = Deno.env.toObject() } = options;
  const installed = {
    program: "etcdbrctl",
    directory: `${cacheDirectory}/etcdbrctl/${SIDECAR_VERSION}`,
    accepts: (version: string) => version === SIDECAR_VERSION,
    log,
  };
  return await firstWay(`etcdbrctl ${SIDECAR_VERSION}`, [
    ...chosenProgram({ ...installed, path, wanted: SIDECAR_VERSION, env }),
    cachedProgram(installed),
    installedProgram(
      "Go build of the pinned module",
      installed,
      (outputDirectory) =>
        goBuild({
          moduleDirectory: `${import.meta.dirname}`,
          packages: { etcdbrctl: SIDECAR_MODULE },
          outputDirectory,
          searchPath: env["PATH"] ?? "",
          // Without it the program says no version at all.
          variables: {
            [`${SIDECAR_MODULE}/pkg/version.Version`]: `v${SIDECAR_VERSION}`,
          },
          log,
        }),
    ),
  ]);
}
