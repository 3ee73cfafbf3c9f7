import { formatFlagList } from "./go_flags.ts";
import type { Argument, Verb } from "./verb.ts";

/** The whole help text of a verb. */
export function formatVerbHelp(verb: Verb): string {
  const { args = [], flags = [] } = verb;
  return [
    verb.summary,
    ...verb.description === undefined ? [] : ["", verb.description],
    "",
    "USAGE:",
    `  ${formatSynopsis(verb)}`,
    ...args.length === 0 ? [] : ["", "ARGUMENTS:", ...args.map(describe)],
    ...flags.length === 0 ? [] : ["", "FLAGS:", ...formatFlagList(flags)],
  ].join("\n");
}

/** How a verb is called, in a line. */
export function formatSynopsis({ name, args = [], flags = [] }: Verb): string {
  return [
    "etcd-wrapper",
    name,
    ...args.map(formatArgument),
    ...flags.length === 0 ? [] : ["[flags]"],
  ].join(" ");
}

function formatArgument({ name, isOptional, isRepeated }: Argument): string {
  const text = isRepeated === true ? `${name}...` : name;
  return isOptional === true ? `[${text}]` : text;
}

function describe({ name, help }: Argument): string {
  return `  ${name}\n    \t${help}`;
}
