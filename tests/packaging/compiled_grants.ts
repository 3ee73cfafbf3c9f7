import { provisionDenort } from "../support/deno_runtime/denort.ts";
import { compileProgram } from "../support/deno_runtime/compile_program.ts";
import { reportLine } from "../support/etcd/terminal.ts";

/** What the compiled program differs in from the one of the image. */
export interface CompileGrantsOptions {
  readonly dataRoot?: string;
  /** Programs that may be run beyond those of `deno.json`. */
  readonly run?: readonly string[];
  /** Paths that may be written beyond those of `deno.json`. */
  readonly write?: readonly string[];
}

/**
 * Compiles the program that tries its grants, with those of `deno.json`;
 * false when there is no runtime to compile with, which the terminal tells.
 */
export async function compileGrantsProgram(
  output: string,
  options: CompileGrantsOptions = {},
): Promise<boolean> {
  const compiling = await provisionDenort({ log: reportLine }).catch(
    (error: Error) => reportLine(`SKIPPED: ${error.message}`),
  );
  if (compiling === undefined) return false;
  await compileProgram({
    ...options,
    entry: `${import.meta.dirname}/grants_program.ts`,
    output,
    configPath: decodeURIComponent(
      new URL("../../deno.json", import.meta.url).pathname,
    ),
    compiling,
    log: reportLine,
  });
  return true;
}
