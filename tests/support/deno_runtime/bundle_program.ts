import { runCommand } from "../etcd/run_command.ts";
import { fillSourceLines } from "./fill_source_lines.ts";

/** What is bundled, and where to. */
export interface BundleProgramOptions {
  /** The program's first module. */
  readonly entry: string;
  /** The import map, with paths relative to `directory`. */
  readonly imports: Readonly<Record<string, string>>;
  /** The folder that places in the program are told from. */
  readonly root: string;
  /** Where the files go, in a folder of their own. */
  readonly directory: string;
}

/**
 * Bundles the modules of a program into few, one for what is loaded at once
 * and others for what is loaded when it is needed, and gives the path of the
 * first one. A module costs 20 kB of memory and a part of a millisecond,
 * whatever is in it. Nothing is renamed, and each place keeps the line of its
 * source, see {@linkcode fillSourceLines}.
 */
export async function bundleProgram(
  options: BundleProgramOptions,
): Promise<string> {
  const { entry, imports, root, directory } = options;
  const configPath = `${directory}/bundle.json`;
  const config = { imports, nodeModulesDir: "none", lock: false };
  await Deno.writeTextFile(configPath, JSON.stringify(config));
  const output = `${directory}/bundle`;
  await runCommand(Deno.execPath(), [
    "bundle",
    "--quiet",
    // Packages then take what every JavaScript has, not what Node has.
    "--platform=browser",
    "--code-splitting",
    "--sourcemap=external",
    `--config=${configPath}`,
    `--outdir=${output}`,
    entry,
  ], { env: { NO_COLOR: "1", RUST_BACKTRACE: "0" } });
  await fillSourceLines(output, root);
  const name = entry.slice(entry.lastIndexOf("/") + 1);
  return `${output}/${name.replace(/\.ts$/, ".js")}`;
}
