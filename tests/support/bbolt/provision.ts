import { CACHE_DIRECTORY } from "../etcd/cache_directory.ts";
import { firstWay } from "../etcd/first_way.ts";
import { goBuild } from "../etcd/go_build.ts";
import { installOnce } from "../etcd/install_once.ts";
import type { LogLine } from "../etcd/progress.ts";
import { pathExists } from "../path_exists.ts";

/** A line of bbolt: etcd 3.4 and 3.5 have 1.3, etcd 3.6 has 1.4. */
export type BboltLine = "1.3" | "1.4";

/** Where programs are looked for and kept. */
export interface ProvisionBboltOptions {
  /** Takes the lines of progress. */
  readonly log?: LogLine;
}

const PINNED_VERSIONS = { "1.3": "1.3.12", "1.4": "1.4.3" } as const;

/** Provides the program `bbolt` of a line and returns its path. */
export function provisionBbolt(
  line: BboltLine,
  options: ProvisionBboltOptions = {},
): Promise<string> {
  return provision("bbolt", line, "go.etcd.io/bbolt/cmd/bbolt", options);
}

/** Provides the program that writes raw databases and returns its path. */
export function provisionDatabaseWriter(
  options: ProvisionBboltOptions = {},
): Promise<string> {
  return provision("write_database", "1.4", "./write_database", options);
}

function provision(
  program: string,
  line: BboltLine,
  goPackage: string,
  { log = () => {} }: ProvisionBboltOptions,
): Promise<string> {
  const version = PINNED_VERSIONS[line];
  const name = `${program.toUpperCase()}_BIN_${line.replace(".", "_")}`;
  const directory = `${CACHE_DIRECTORY}/${program}/${version}`;
  const path = `${directory}/${program}`;
  return firstWay(`${program} ${version}`, [{
    name: `variable ${name}`,
    take: () => {
      const chosen = Deno.env.get(name);
      return chosen === undefined
        ? Promise.reject(new Error("it is not set"))
        : Promise.resolve(chosen);
    },
  }, {
    name: "Go build of the pinned module",
    take: async () => {
      await installOnce({
        directory,
        isInstalled: () => pathExists(path),
        fill: (outputDirectory) =>
          goBuild({
            moduleDirectory: `${import.meta.dirname}/${line}`,
            packages: { [program]: goPackage },
            outputDirectory,
            searchPath: Deno.env.get("PATH") ?? "",
            log,
          }),
        log,
      });
      return path;
    },
  }]);
}
