/** How to run a program of `tests/programs`. */
export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** @default {["-A"]} */
  readonly permissions?: readonly string[];
}

/** The command that runs a program of `tests/programs` on this Deno. */
export function programCommand(
  name: string,
  options: ProgramOptions = {},
): readonly [string, ...string[]] {
  const { args = [], permissions = ["-A"] } = options;
  const path = new URL(`../programs/${name}`, import.meta.url).pathname;
  return [
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    ...permissions,
    path,
    ...args,
  ];
}

/** Runs a program to its end and gives what it wrote. */
export async function runProgram(
  name: string,
  options: ProgramOptions = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { env = {} } = options;
  const [command, ...args] = programCommand(name, options);
  const output = await new Deno.Command(command, {
    args,
    env: { ...env, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    code: output.code,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
}
