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

/**
 * Parses arguments as Go's `flag` package does, except that positional
 * arguments are refused: Go would ignore them and every flag behind them.
 *
 * @throws {UsageError} With Go's text and the usage; for `-h` and `-help` with
 *   the usage alone and exit code 0.
 */
export function parseGoFlags(
  args: readonly string[],
  flags: readonly Flag[],
): Record<string, FlagValue> {
  const raw = parseArgs(toCanonical(args, flags), {
    string: flags.map((flag) => flag.name),
  });
  return Object.fromEntries(flags.map((flag) => {
    const text = raw[flag.name];
    return [
      flag.name,
      typeof text === "string" ? readValue(flag, text, flags) : flag.default,
    ];
  }));
}

/** The names of the flags that the arguments give, with whatever value. */
export function givenFlags(
  args: readonly string[],
  flags: readonly Flag[],
): ReadonlySet<string> {
  return new Set(
    toCanonical(args, flags).map((arg) => arg.slice(2).replace(/=.*$/s, "")),
  );
}

/** Rewrites every spelling that Go takes to `--name=value`. */
function toCanonical(
  args: readonly string[],
  flags: readonly Flag[],
): string[] {
  const canonical = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--") {
      refusePositional(args[index + 1], flags);
      break;
    }
    if (arg.length < 2 || !arg.startsWith("-")) refusePositional(arg, flags);
    const body = arg.replace(/^--?/, "");
    if (/^[-=]/.test(body) || body === "") {
      throw usageError(`bad flag syntax: ${arg}`, flags);
    }
    const equals = body.indexOf("=");
    const name = equals < 0 ? body : body.slice(0, equals);
    const flag = flags.find((candidate) => candidate.name === name);
    if (flag === undefined) {
      if (name === "h" || name === "help") {
        throw new UsageError(formatUsage(flags), EXIT_CODE.success);
      }
      throw usageError(`flag provided but not defined: -${name}`, flags);
    }
    let value = equals < 0 ? undefined : body.slice(equals + 1);
    if (value === undefined && flag.kind === "bool") value = "true";
    value ??= args[++index];
    if (value === undefined) {
      throw usageError(`flag needs an argument: -${name}`, flags);
    }
    readValue(flag, value, flags);
    canonical.push(`--${name}=${value}`);
  }
  return canonical;
}

function refusePositional(
  arg: string | undefined,
  flags: readonly Flag[],
): void {
  if (arg === undefined) return;
  throw usageError(`unexpected argument: ${JSON.stringify(arg)}`, flags);
}

function readValue(
  flag: Flag,
  text: string,
  flags: readonly Flag[],
): FlagValue {
  switch (flag.kind) {
    case "string":
      return text;
    case "bool":
      return parseGoBool(text) ??
        fail(`invalid boolean value ${quote(text)} for -${flag.name}`, flags);
    case "duration":
      return parseGoDuration(text) ??
        fail(`invalid value ${quote(text)} for flag -${flag.name}`, flags);
    case "int":
      return readInt(flag.name, text, flags);
  }
}

function readInt(
  name: string,
  text: string,
  flags: readonly Flag[],
): number {
  const value = parseGoInt(text);
  const subject = `invalid value ${quote(text)} for flag -${name}`;
  if (value === undefined) return fail(subject, flags);
  if (BigInt.asIntN(64, value) !== value) {
    throw usageError(`${subject}: value out of range`, flags);
  }
  return Number(value);
}

function fail(subject: string, flags: readonly Flag[]): never {
  throw usageError(`${subject}: parse error`, flags);
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
  const lines = ["Usage of etcd-wrapper:"];
  for (const flag of flags) {
    lines.push(`  -${flag.name}${flag.kind === "bool" ? "" : ` ${flag.kind}`}`);
    lines.push(`    \t${flag.help}${formatDefault(flag)}`);
  }
  return lines.join("\n");
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
