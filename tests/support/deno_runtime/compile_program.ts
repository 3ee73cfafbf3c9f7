import { programVersion } from "../etcd/program_version.ts";
import { type LogLine, withProgress } from "../etcd/progress.ts";
import { runCommand } from "../etcd/run_command.ts";
import { compileConfig, type DenoConfig } from "./compile_config.ts";
import { bundleProgram } from "./bundle_program.ts";
import type { CompilingDeno } from "./denort.ts";
import { packPackages } from "./pack_packages.ts";
import { PROGRAM_FLAGS } from "./program_flags.ts";

/** What is compiled, with what, into which file. */
export interface CompileProgramOptions {
  readonly entry: string;
  readonly output: string;
  /** The `deno.json` with the grants; `deno.lock` stands beside it. */
  readonly configPath: string;
  readonly compiling: CompilingDeno;
  /** Takes the place of `/var/etcd` in the grants. */
  readonly dataRoot?: string | undefined;
  /** Programs that may be run beyond those of `deno.json`. */
  readonly run?: readonly string[];
  /** Paths beyond those of `deno.json`. */
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly log: LogLine;
}

const ROOT = decodeURIComponent(new URL("../../..", import.meta.url).pathname);

/**
 * Compiles a program with just the grants of `deno.json`; it never prompts.
 *
 * The program is bundled first, see {@linkcode packPackages} and
 * {@linkcode bundleProgram}.
 *
 * The grants reach the compiler in a configuration of their own, which ends
 * with the compilation: older compilers reject some of the names, and a
 * build for another data root needs other paths.
 *
 * `--quiet` lasts: the program too is then silent about itself at start.
 */
export async function compileProgram(
  options: CompileProgramOptions,
): Promise<void> {
  const { entry, output, configPath, compiling, log } = options;
  const { deno, denort } = compiling;
  const denoVersion = await programVersion(deno);
  const config: DenoConfig = JSON.parse(await Deno.readTextFile(configPath));
  const directory = await Deno.makeTempDir({ prefix: "compile" });
  try {
    await withProgress(
      `Compiling ${entry} with Deno ${denoVersion}`,
      log,
      async () => {
        const imports = await packPackages({ entry, configPath, directory });
        const bundle = await bundleProgram({
          entry,
          imports,
          root: ROOT,
          directory,
        });
        const derived = compileConfig(config, {
          ...options,
          denoVersion,
        });
        const derivedPath = `${directory}/deno.json`;
        await Deno.writeTextFile(derivedPath, JSON.stringify(derived));
        await runCommand(deno, [
          "compile",
          "--quiet",
          "--no-check",
          "--no-prompt",
          ...PROGRAM_FLAGS,
          `--config=${derivedPath}`,
          "-P",
          `--output=${output}`,
          bundle,
        ], {
          env: {
            NO_COLOR: "1",
            RUST_BACKTRACE: "0",
            ...(denort === undefined ? {} : { DENORT_BIN: denort }),
          },
          onLine: log,
        });
      },
    );
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
