import { parseArgs } from "@std/cli/parse-args";
import type { Flag } from "./flag_table.ts";
import {
  formatGoDuration,
  parseGoBool,
  parseGoDuration,
  parseGoInt,
} from "./go_values.ts";
import { UsageError } from "./usage_error.ts";
import { EXIT_CODE } from "../process/exit_code.ts";

/** A flag's value; durations are milliseconds. */
export type FlagValue = string | number | boolean;

/** What {@linkcode parseGoArgs} needs. */
export interface GoArgsOptions {
  /** The flags that there are. */
  readonly flags: readonly Flag[];
  /** Makes the answer to `-h`. */
  readonly help: () => UsageError;
  /** Makes the answer to what cannot be used. */
  readonly problem: (text: string) => UsageError;
}

/** Arguments, told apart. */
export interface GoArgs {
  /** The value of every flag. */
  readonly values: Record<string, FlagValue>;
  /** The names of those that were given. */
  readonly given: ReadonlySet<string>;
  /** What is no flag. */
  readonly args: readonly string[];
}

/**
 * Parses arguments as Go's `flag` package does, except that what is no flag may
 * stand anywhere: Go would ignore every flag behind it.
 *
 * @throws {UsageError} With Go's texts, as the options make it.
 */
export function parseGoArgs(
  line: readonly string[],
  options: GoArgsOptions,
): GoArgs {
  const { flags } = options;
  const { canonical, given, args } = toCanonical(line, options);
  const raw = parseArgs(canonical, { string: flags.map(({ name }) => name) });
  const values = Object.fromEntries(flags.map((flag) => {
    const text = raw[flag.name];
    return [
      flag.name,
      typeof text === "string"
        ? readValue(flag, text, options.problem)
        : flag.default,
    ];
  }));
  return { values, given, args };
}

/**
 * Parses arguments of which none may be anything but a flag.
 *
 * @throws {UsageError} With Go's text and the usage; for `-h` and `-help` with
 *   the usage alone and exit code 0.
 */
export function parseGoFlags(
  line: readonly string[],
  flags: readonly Flag[],
): Record<string, FlagValue> {
  return parseFlagsOnly(line, flags).values;
}

/** The names of the flags that the arguments give, with whatever value. */
export function givenFlags(
  line: readonly string[],
  flags: readonly Flag[],
): ReadonlySet<string> {
  return parseFlagsOnly(line, flags).given;
}

function parseFlagsOnly(
  line: readonly string[],
  flags: readonly Flag[],
): GoArgs {
  const problem = (text: string) => usageError(text, flags);
  const help = () => new UsageError(formatUsage(flags), EXIT_CODE.success);
  const parsed = parseGoArgs(line, { flags, help, problem });
  const [first] = parsed.args;
  if (first === undefined) return parsed;
  throw problem(`unexpected argument: ${quote(first)}`);
}

/** Rewrites every spelling that Go takes to `--name=value`. */
function toCanonical(
  line: readonly string[],
  { flags, help, problem }: GoArgsOptions,
): { canonical: string[]; given: Set<string>; args: string[] } {
  const canonical = [];
  const given = new Set<string>();
  const args = [];
  for (let index = 0; index < line.length; index++) {
    const arg = line[index] ?? "";
    if (arg === "--") {
      args.push(...line.slice(index + 1));
      break;
    }
    if (arg.length < 2 || !arg.startsWith("-")) {
      args.push(arg);
      continue;
    }
    const body = arg.replace(/^--?/, "");
    if (/^[-=]/.test(body) || body === "") {
      throw problem(`bad flag syntax: ${arg}`);
    }
    const equals = body.indexOf("=");
    const name = equals < 0 ? body : body.slice(0, equals);
    const flag = flags.find((candidate) => candidate.name === name);
    if (flag === undefined) {
      if (name === "h" || name === "help") throw help();
      throw problem(`flag provided but not defined: -${name}`);
    }
    let value = equals < 0 ? undefined : body.slice(equals + 1);
    if (value === undefined && flag.kind === "bool") value = "true";
    value ??= line[++index];
    if (value === undefined) {
      throw problem(`flag needs an argument: -${name}`);
    }
    readValue(flag, value, problem);
    given.add(name);
    canonical.push(`--${name}=${value}`);
  }
  return { canonical, given, args };
}

function readValue(
  flag: Flag,
  text: string,
  problem: GoArgsOptions["problem"],
): FlagValue {
  const subject = `invalid value ${quote(text)} for flag -${flag.name}`;
  switch (flag.kind) {
    case "string":
      if (flag.choices === undefined || flag.choices.includes(text)) {
        return text;
      }
      throw problem(`${subject}: give ${flag.choices.join(" or ")}`);
    case "bool":
      return parseGoBool(text) ?? fail(
        problem(
          `invalid boolean value ${quote(text)} for -${flag.name}: parse error`,
        ),
      );
    case "duration":
      return parseGoDuration(text) ??
        fail(problem(`${subject}: parse error`));
    case "int":
      return readInt(text, (reason) => problem(`${subject}: ${reason}`));
  }
}

function readInt(
  text: string,
  problem: GoArgsOptions["problem"],
): number {
  const value = parseGoInt(text);
  if (value === undefined) throw problem("parse error");
  if (BigInt.asIntN(64, value) !== value) throw problem("value out of range");
  return Number(value);
}

function fail(error: Error): never {
  throw error;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/** Go's answer to arguments that cannot be used: the text, then the usage. */
export function usageError(text: string, flags: readonly Flag[]): UsageError {
  return new UsageError(`${text}\n${formatUsage(flags)}`, EXIT_CODE.usage);
}

/** The usage text in the layout of Go's `PrintDefaults`. */
export function formatUsage(flags: readonly Flag[]): string {
  return ["Usage of etcd-wrapper:", ...formatFlagList(flags)].join("\n");
}

/** The lines of `PrintDefaults`, two a flag. */
export function formatFlagList(flags: readonly Flag[]): string[] {
  return flags.flatMap((flag) => [
    `  -${flag.name}${flag.kind === "bool" ? "" : ` ${flag.kind}`}`,
    `    \t${flag.help}${formatDefault(flag)}`,
  ]);
}

function formatDefault(flag: Flag): string {
  switch (flag.kind) {
    case "string":
      return flag.default === "" ? "" : ` (default ${quote(flag.default)})`;
    case "duration":
      return flag.default === 0
        ? ""
        : ` (default ${formatGoDuration(flag.default)})`;
    case "int":
      return ` (default ${flag.default})`;
    case "bool":
      return flag.default ? " (default true)" : "";
  }
}
