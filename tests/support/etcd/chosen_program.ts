import { findOnPath } from "./find_on_path.ts";
import { type Way, WrongChoiceError } from "./first_way.ts";
import { programVersion } from "./program_version.ts";
import type { LogLine } from "./progress.ts";

/** Variables of the environment, as values. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Which program is looked for among those that the user has. */
export interface ChosenProgramOptions {
  /** File name, from which the names of the variables are made too. */
  readonly program: string;
  /** A path from the command line, which has to be right. */
  readonly path?: string | undefined;
  /** Suffix of the variable that is meant for just this kind. */
  readonly variableSuffix?: string;
  /** What the version has to be, as a text for messages. */
  readonly wanted: string;
  readonly accepts: (version: string) => boolean;
  readonly env: Environment;
  readonly log: LogLine;
}

/**
 * The ways to a program that the user already has: a path given on the
 * command line, a variable, PATH. A path that was meant for exactly this
 * and does not fit is an error, not a reason to try the next way.
 */
export function chosenProgram(options: ChosenProgramOptions): Way<string>[] {
  const { program, path, variableSuffix, wanted, accepts, env, log } = options;
  const general = `${program.toUpperCase()}_BIN`;
  const take = async (path: string, source: string): Promise<string> => {
    const version = await programVersion(path);
    if (!accepts(version)) {
      throw new Error(`${path} is ${version}, wanted is ${wanted}`);
    }
    log(`Using ${program} ${version} of ${source}: ${path}`);
    return path;
  };
  const variable = (name: string, isExact: boolean): Way<string> => ({
    name: `variable ${name}`,
    take: () => {
      const value = env[name] ?? "";
      if (value === "") return Promise.reject(new Error("it is not set"));
      return isExact ? insisting(take, value, name) : take(value, name);
    },
  });
  return [
    ...(path === undefined ? [] : [{
      name: `--${program}-path`,
      take: () => insisting(take, path, `--${program}-path`),
    }]),
    ...(variableSuffix === undefined
      ? []
      : [variable(`${general}_${variableSuffix}`, true)]),
    variable(general, false),
    {
      name: "PATH",
      take: async () => {
        const found = await findOnPath(program, env["PATH"] ?? "");
        if (found === undefined) throw new Error(`there is no ${program}`);
        return await take(found, "PATH");
      },
    },
  ];
}

async function insisting(
  take: (path: string, source: string) => Promise<string>,
  path: string,
  source: string,
): Promise<string> {
  try {
    return await take(path, source);
  } catch (cause) {
    throw new WrongChoiceError(
      `Cannot use ${source}: ${(cause as Error).message}`,
      { cause },
    );
  }
}
