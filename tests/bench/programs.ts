import { compileProgram } from "../support/deno_runtime/compile_program.ts";
import { provisionDenort } from "../support/deno_runtime/denort.ts";
import { programVersion } from "../support/etcd/program_version.ts";
import { reportLine } from "../support/etcd/terminal.ts";
import { fromFileUrl } from "@std/path/from-file-url";

/** A way to run the wrapper. */
export interface Program {
  readonly name: string;
  /** Makes the next start of the wrapper use it. */
  readonly choose: () => void;
}

/** A compiled program. */
export interface CompiledProgram {
  readonly path: string;
  /** Version of the Deno in it. */
  readonly denoVersion: string;
}

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const PROGRAM_VARIABLE = "ETCD_WRAPPER_PROGRAM";

/** The wrapper as `deno run` runs it. */
export function denoRunProgram(): Program {
  return {
    name: `wrapper, deno run ${Deno.version.deno}`,
    choose: () => Deno.env.delete(PROGRAM_VARIABLE),
  };
}

/** The wrapper as one executable, or nothing where it cannot be compiled. */
export async function compiledProgram(
  place: BenchPlace,
): Promise<Program | undefined> {
  const compiled = await compileForBench("main.ts", place);
  if (compiled === undefined) return undefined;
  return {
    name: `wrapper, compiled with ${compiled.denoVersion}`,
    choose: () => Deno.env.set(PROGRAM_VARIABLE, compiled.path),
  };
}

/** Where a compiled program lies, and what it may touch. */
export interface BenchPlace {
  readonly dir: string;
  /** Below it the program may read and write. @default {dir} */
  readonly granted?: string;
  /** The etcd that it may run. */
  readonly etcd: string;
}

/**
 * Compiles a program of this repository with grants for its place, and
 * waits until it is on the disk: pages that are not yet count as its memory.
 */
export async function compileForBench(
  entry: string,
  place: BenchPlace,
): Promise<CompiledProgram | undefined> {
  const compiling = await provisionDenort({ log: reportLine }).catch(
    (error: Error) => reportLine(`SKIPPED: ${error.message}`),
  );
  if (compiling === undefined) return undefined;
  const path = `${place.dir}/${entry.replaceAll(/\W/g, "_")}`;
  await compileProgram({
    entry: `${ROOT}${entry}`,
    output: path,
    configPath: await writeConfig(place),
    compiling,
    log: reportLine,
  });
  await new Deno.Command("sync", { args: [path] }).output();
  return { path, denoVersion: await programVersion(compiling.deno) };
}

/** The program's own configuration, with other paths. */
async function writeConfig(
  { dir, granted = dir, etcd }: BenchPlace,
): Promise<string> {
  const config = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const grants = config.permissions.default;
  grants.run.push(etcd);
  grants.read.push(etcd, granted);
  grants.write.push(granted);
  const path = `${dir}/deno.json`;
  await Deno.writeTextFile(path, JSON.stringify(config));
  await Deno.copyFile(`${ROOT}deno.lock`, `${dir}/deno.lock`);
  return path;
}
