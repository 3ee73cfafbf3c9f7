import type { Flag } from "../cli/flag_table.ts";
import type { Argument, Verb } from "../cli/verb.ts";

/** A verb as a completion knows it. */
export interface CompletionVerb {
  /** One word, or two. */
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** Its flags. */
  readonly flags: readonly Flag[];
  /** Its arguments. */
  readonly args: readonly Argument[];
}

/** A flag's values, if it has a fixed set or takes a path. */
export type FlagValues =
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  | { readonly kind: "path" }
  | { readonly kind: "text" }
  | { readonly kind: "none" };

/** What all shells are told, out of the tables of the verbs. */
export function completionVerbs(
  startFlags: readonly Flag[],
  verbs: readonly Verb[],
): readonly CompletionVerb[] {
  return [
    {
      name: "start-etcd",
      summary: "Initialize the data, start etcd and supervise it",
      flags: startFlags,
      args: [],
    },
    ...verbs.map(({ name, summary, flags = [], args = [] }) => ({
      name,
      summary,
      flags,
      args,
    })),
    { name: "help", summary: "Tell more about a command", flags: [], args: [] },
  ];
}

/** What may follow a flag. */
export function flagValues(flag: Flag): FlagValues {
  if (flag.kind === "bool") return { kind: "none" };
  if ("choices" in flag && flag.choices !== undefined) {
    return { kind: "choices", choices: flag.choices };
  }
  const isPath = /-(?:file|path|dir|socket)$|^(?:config|cacert|cert|key)$/
    .test(flag.name);
  return flag.kind === "string" && isPath ? { kind: "path" } : { kind: "text" };
}

/** The first words of all verbs, each once. */
export function firstWords(verbs: readonly CompletionVerb[]): string[] {
  return [...new Set(verbs.map(({ name }) => name.split(" ")[0] ?? ""))];
}

/** The second words by first word, for the verbs that have two. */
export function secondWords(
  verbs: readonly CompletionVerb[],
): ReadonlyMap<string, readonly CompletionVerb[]> {
  const groups = new Map<string, CompletionVerb[]>();
  for (const verb of verbs) {
    const [first = "", second] = verb.name.split(" ");
    if (second === undefined) continue;
    groups.set(first, [...groups.get(first) ?? [], verb]);
  }
  return groups;
}
