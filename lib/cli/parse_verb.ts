import { closestString } from "@std/text/closest-string";
import { levenshteinDistance } from "@std/text/levenshtein-distance";
import { EXIT_CODE } from "../process/exit_code.ts";
import { formatVerbHelp } from "./format_verb_help.ts";
import { type FlagValue, parseGoArgs } from "./go_flags.ts";
import { formatHelp } from "./help.ts";
import { UsageError } from "./usage_error.ts";
import type { Argument, Verb } from "./verb.ts";
import { verbUsageError } from "./verb_usage_error.ts";

/** A verb with what it is called with. */
export interface ParsedVerb {
  /** Which one. */
  readonly verb: Verb;
  /** All its flags. */
  readonly flags: Readonly<Record<string, FlagValue>>;
  /** Its arguments, as many as it declares. */
  readonly args: readonly string[];
}

const HELP_WORDS = new Set(["-h", "-help", "--help", "help"]);
/** A word that differs in more than this was not meant. */
const MAX_DISTANCE = 2;

/**
 * Finds the verb that a command line names, and reads the rest of it. Flags may
 * stand before and behind arguments; nothing behind `--` is a flag.
 *
 * @throws {UsageError} For help (exit code 0) and for what cannot be used.
 */
export function parseVerb(
  line: readonly string[],
  verbs: readonly Verb[],
): ParsedVerb {
  const [first = "", ...rest] = line;
  if (HELP_WORDS.has(first)) throw helpFor(rest, verbs);
  const verb = findVerb(line, verbs);
  if (verb === undefined) throw unknownVerb(line, verbs);
  const { values, args } = parseGoArgs(
    line.slice(verb.name.split(" ").length),
    {
      flags: verb.flags ?? [],
      help: () => new UsageError(formatVerbHelp(verb), EXIT_CODE.success),
      problem: (text) => verbUsageError(verb, text),
    },
  );
  const problem = findArgumentProblem(args, verb.args ?? []);
  if (problem !== undefined) throw verbUsageError(verb, problem);
  return { verb, flags: values, args };
}

function findVerb(
  line: readonly string[],
  verbs: readonly Verb[],
): Verb | undefined {
  return verbs.find(({ name }) =>
    name.split(" ").every((word, index) => word === line[index])
  );
}

/** Help for all, for the verbs of a group, or for one. */
function helpFor(words: readonly string[], verbs: readonly Verb[]): UsageError {
  const [first] = words;
  if (first === undefined || first.startsWith("-")) {
    return new UsageError(formatHelp(verbs), EXIT_CODE.success);
  }
  const verb = findVerb(words, verbs);
  if (verb !== undefined) {
    return new UsageError(formatVerbHelp(verb), EXIT_CODE.success);
  }
  const group = groupOf(first, verbs);
  return group.length > 0 && words.length === 1
    ? new UsageError(formatGroup(group), EXIT_CODE.success)
    : unknownVerb(words, verbs);
}

function unknownVerb(
  line: readonly string[],
  verbs: readonly Verb[],
): UsageError {
  const [first, second] = line;
  if (first === undefined) {
    const help = formatHelp(verbs);
    return new UsageError(`no command given\n\n${help}`, EXIT_CODE.failure);
  }
  const group = groupOf(first, verbs);
  if (group.length > 0) {
    const list = formatGroup(group);
    if (second !== undefined && HELP_WORDS.has(second)) {
      return new UsageError(list, EXIT_CODE.success);
    }
    const problem = second === undefined
      ? `${first} is not a command of its own`
      : `unknown command ${quote(`${first} ${second}`)}`;
    return new UsageError(`${problem}\n\n${list}`, EXIT_CODE.failure);
  }
  const names = ["start-etcd", ...verbs.map(({ name }) => name)];
  const near = nearestOf(first, names.map((name) => name.split(" ")[0] ?? ""));
  return new UsageError(
    `unknown command ${quote(first)}${near}\n\n${formatHelp(verbs)}`,
    EXIT_CODE.failure,
  );
}

function nearestOf(word: string, words: readonly string[]): string {
  const nearest = closestString(word, words);
  return levenshteinDistance(word, nearest) > MAX_DISTANCE
    ? ""
    : `: did you mean ${quote(nearest)}?`;
}

function groupOf(word: string, verbs: readonly Verb[]): Verb[] {
  return verbs.filter(({ name }) => name.startsWith(`${word} `));
}

function formatGroup(group: readonly Verb[]): string {
  const width = Math.max(...group.map(({ name }) => name.length));
  return [
    "COMMANDS:",
    ...group.map(({ name, summary }) =>
      `  etcd-wrapper ${name.padEnd(width)}  ${summary}`
    ),
  ].join("\n");
}

function findArgumentProblem(
  given: readonly string[],
  declared: readonly Argument[],
): string | undefined {
  const missing = declared.find((argument, index) =>
    argument.isOptional !== true && given[index] === undefined
  );
  if (missing !== undefined) return `${missing.name} is missing`;
  const last = declared.at(-1);
  const surplus = given[declared.length];
  if (surplus !== undefined && last?.isRepeated !== true) {
    return `unexpected argument: ${quote(surplus)}`;
  }
  for (const [index, value] of given.entries()) {
    const { name = "", choices } = declared[index] ?? last ?? {};
    if (choices !== undefined && !choices.includes(value)) {
      return `${name} ${quote(value)} is none of ${choices.join(", ")}`;
    }
  }
  return undefined;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
