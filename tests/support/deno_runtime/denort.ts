import { CACHE_DIRECTORY } from "../etcd/cache_directory.ts";
import { firstWay, WrongChoiceError } from "../etcd/first_way.ts";
import { installOnce } from "../etcd/install_once.ts";
import { programVersion } from "../etcd/program_version.ts";
import { type LogLine, withProgress } from "../etcd/progress.ts";
import { runCommand } from "../etcd/run_command.ts";
import { unpackPypiRuntime } from "./pypi_runtime.ts";

/** A Deno that can compile. */
export interface CompilingDeno {
  readonly deno: string;
  /** The runtime to embed; without it `deno` finds its own. */
  readonly denort: string | undefined;
}

/** Where a runtime is looked for and kept. */
export interface ProvisionDenortOptions {
  /** Takes the lines of progress. */
  readonly log?: LogLine;
  /** @default {".cache" of the repository} */
  readonly cacheDirectory?: string;
  /** @default {the variable DENORT_BIN} */
  readonly denortBin?: string | undefined;
}

/**
 * The version that can be had from a Python package index together with a
 * runtime of exactly the same version, which compiling needs.
 */
export const PYPI_DENO_VERSION = "2.6.10";

/** A download of 40 MB; where the host is unreachable it fails much sooner. */
const COMPILE_TIMEOUT_MS = 120_000;

/** Provides a Deno, and the runtime where it needs one, for `deno compile`. */
export async function provisionDenort(
  options: ProvisionDenortOptions = {},
): Promise<CompilingDeno> {
  const { log = () => {}, cacheDirectory = CACHE_DIRECTORY } = options;
  const { denortBin = Deno.env.get("DENORT_BIN") } = options;
  const deno = Deno.execPath();
  const directory = `${cacheDirectory}/deno/${PYPI_DENO_VERSION}`;
  return await firstWay("a runtime for deno compile", [
    {
      name: "variable DENORT_BIN",
      take: async () => {
        if ((denortBin ?? "") === "") throw new Error("it is not set");
        try {
          return await tried({ deno, denort: denortBin });
        } catch (cause) {
          throw new WrongChoiceError(
            `Cannot use DENORT_BIN with Deno ${Deno.version.deno}: ${
              (cause as Error).message
            }`,
            { cause },
          );
        }
      },
    },
    {
      name: "deno compile's own download",
      take: () =>
        withProgress(
          `Trying whether Deno ${Deno.version.deno} has its runtime`,
          log,
          () => tried({ deno, denort: undefined }),
        ),
    },
    {
      name: `Deno ${PYPI_DENO_VERSION} of the Python package index`,
      take: async () => {
        const found = {
          deno: `${directory}/deno`,
          denort: `${directory}/denort`,
        };
        await installOnce({
          directory,
          isInstalled: () => isInstalled(found),
          fill: (empty) => unpackPypiRuntime(PYPI_DENO_VERSION, empty, log),
          log,
        });
        return await tried(found);
      },
    },
  ]);
}

/** Compiles and runs a small program, which says the runtime's version. */
async function tried(compiling: CompilingDeno): Promise<CompilingDeno> {
  const directory = await Deno.makeTempDir({ prefix: "denort" });
  try {
    await Deno.writeTextFile(
      `${directory}/main.ts`,
      "console.log(Deno.version.deno);\n",
    );
    const program = `${directory}/main`;
    await runCommand(
      compiling.deno,
      [
        "compile",
        "--quiet",
        "--no-check",
        "--no-config",
        "-o",
        program,
        "main.ts",
      ],
      {
        cwd: directory,
        env: {
          ...(compiling.denort === undefined
            ? {}
            : { DENORT_BIN: compiling.denort }),
          NO_COLOR: "1",
          RUST_BACKTRACE: "0",
        },
        signal: AbortSignal.timeout(COMPILE_TIMEOUT_MS),
      },
    );
    // A Deno in the place of the runtime would run as well, to no avail.
    const said = (await runCommand(program, [])).trim();
    const version = await programVersion(compiling.deno);
    if (said !== version) {
      throw new Error(
        `the compiled program says "${said}" instead of ${version}`,
      );
    }
    return compiling;
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function isInstalled(found: { deno: string; denort: string }) {
  try {
    await Deno.stat(found.denort);
    return await programVersion(found.deno) === PYPI_DENO_VERSION;
  } catch {
    return false;
  }
}
