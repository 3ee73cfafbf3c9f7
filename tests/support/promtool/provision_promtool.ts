import { CACHE_DIRECTORY } from "../etcd/cache_directory.ts";
import { firstWay } from "../etcd/first_way.ts";
import { goBuild } from "../etcd/go_build.ts";
import { findOnPath } from "../etcd/find_on_path.ts";
import { installOnce } from "../etcd/install_once.ts";
import { reportLine } from "../etcd/terminal.ts";
import { pathExists } from "../path_exists.ts";

/** The release of Prometheus whose tool is built. */
const VERSION = "0.316.0";
const DIRECTORY = `${CACHE_DIRECTORY}/promtool/${VERSION}`;

/** Provides Prometheus' `promtool` and returns its path. */
export function providePromtool(): Promise<string> {
  return firstWay(`promtool ${VERSION}`, [{
    name: "variable PROMTOOL_BIN",
    take: () => {
      const chosen = Deno.env.get("PROMTOOL_BIN");
      return chosen === undefined
        ? Promise.reject(new Error("it is not set"))
        : Promise.resolve(chosen);
    },
  }, {
    name: "PATH",
    take: async () => {
      const found = await findOnPath("promtool", Deno.env.get("PATH") ?? "");
      if (found === undefined) throw new Error("there is no promtool");
      return found;
    },
  }, {
    name: "Go build of the pinned module",
    take: async () => {
      await installOnce({
        directory: DIRECTORY,
        isInstalled: () => pathExists(`${DIRECTORY}/promtool`),
        fill: build,
        log: reportLine,
      });
      return `${DIRECTORY}/promtool`;
    },
  }]);
}

async function build(outputDirectory: string): Promise<void> {
  await goBuild({
    moduleDirectory: `${import.meta.dirname}`,
    packages: { promtool: "github.com/prometheus/prometheus/cmd/promtool" },
    outputDirectory,
    searchPath: Deno.env.get("PATH") ?? "",
    // Service discovery is most of its code, and no rule needs it.
    tags: ["remove_all_sd"],
    log: reportLine,
  });
}
