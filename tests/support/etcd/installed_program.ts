import type { Way } from "./first_way.ts";
import { installOnce } from "./install_once.ts";
import { programVersion } from "./program_version.ts";
import type { LogLine } from "./progress.ts";

/** A program in a folder of its own under the cache. */
export interface InstalledProgram {
  readonly program: string;
  readonly directory: string;
  /** Says whether a version is the wanted one. */
  readonly accepts: (version: string) => boolean;
  readonly log: LogLine;
}

/** The way to a program that an earlier run has installed. */
export function cachedProgram(installed: InstalledProgram): Way<string> {
  const { program, directory, accepts } = installed;
  const path = `${directory}/${program}`;
  return {
    name: "cached copy",
    take: async () => {
      const version = await programVersion(path);
      if (!accepts(version)) throw new Error(`${path} is ${version}`);
      return path;
    },
  };
}

/** The way to a program that `fetch` puts, with its siblings, into an empty folder. */
export function installedProgram(
  name: string,
  installed: InstalledProgram,
  fetch: (emptyDirectory: string) => Promise<void>,
): Way<string> {
  const { program, directory, log } = installed;
  return {
    name,
    take: async () => {
      await installOnce({
        directory,
        isInstalled: () =>
          cachedProgram(installed).take().then(() => true, () => false),
        fill: async (emptyDirectory) => {
          try {
            await fetch(emptyDirectory);
          } catch (error) {
            log(`No ${name}: ${(error as Error).message}`);
            throw error;
          }
          // Nothing takes its place that does not run or is another version.
          await cachedProgram({ ...installed, directory: emptyDirectory })
            .take();
        },
        log,
      });
      return `${directory}/${program}`;
    },
  };
}
