import { findOnPath } from "./find_on_path.ts";
import { type LogLine, withProgress } from "./progress.ts";
import { runCommand } from "./run_command.ts";

/** What is built, from which module's pins, and where it goes. */
export interface GoBuildOptions {
  /** Folder of the committed go.mod and go.sum. */
  readonly moduleDirectory: string;
  /** Program name to package path. */
  readonly packages: Readonly<Record<string, string>>;
  readonly outputDirectory: string;
  /** Where `go` is looked for. */
  readonly searchPath: string;
  /** Go variables that are set in the programs, by full name. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Build constraints that are met. */
  readonly tags?: readonly string[];
  readonly log: LogLine;
}

/** Builds static programs of pinned Go modules. */
export async function goBuild(options: GoBuildOptions): Promise<void> {
  const { moduleDirectory, packages, outputDirectory, searchPath, log } =
    options;
  const go = await findOnPath("go", searchPath);
  if (go === undefined) throw new Error("there is no Go toolchain on PATH");
  const setters = Object.entries(options.variables ?? {})
    .map(([name, value]) => ` -X ${name}=${value}`);
  for (const [name, path] of Object.entries(packages)) {
    await withProgress(`Building ${name} with Go`, log, () =>
      runCommand(go, [
        "build",
        "-mod=readonly",
        `-tags=${(options.tags ?? []).join()}`,
        "-trimpath",
        `-ldflags=-s -w${setters.join("")}`,
        "-o",
        `${outputDirectory}/${name}`,
        path,
      ], {
        cwd: moduleDirectory,
        env: { CGO_ENABLED: "0", PATH: searchPath },
        onLine: log,
      }));
  }
}
