import {
  type CompletionVerb,
  firstWords,
  flagValues,
  secondWords,
} from "./completion_words.ts";

/** The script for fish, to be sourced or put into its completions folder. */
export function fishCompletion(verbs: readonly CompletionVerb[]): string {
  const groups = secondWords(verbs);
  const firsts = firstWords(verbs).map((word) => {
    const verb = verbs.find(({ name }) => name === word);
    const summary = verb?.summary ??
      (groups.get(word) ?? []).map(({ name }) => name.split(" ")[1]).join(", ");
    return line("__etcd_wrapper_at 1", `-a ${word} -d ${quote(summary)}`);
  });
  const seconds = [...groups].flatMap(([first, group]) =>
    group.map(({ name, summary }) =>
      line(
        `__etcd_wrapper_at 2 ${first}`,
        `-a ${name.split(" ")[1]} -d ${quote(summary)}`,
      )
    )
  );
  return `# fish completion for etcd-wrapper
# The words before the cursor that are no flags, without the program.
function __etcd_wrapper_words
  for word in (commandline -opc)[2..]
    string match -q -- '-*' $word; or echo $word
  end
end
# Whether so many words are to be there with this one, and these before it.
function __etcd_wrapper_at
  set -l words (__etcd_wrapper_words)
  test (count $words) -eq (math $argv[1] - 1); or return 1
  test "$words" = "$argv[2..]"
end
# Whether it is this verb.
function __etcd_wrapper_is
  set -l words (__etcd_wrapper_words)
  test (count $words) -ge (count $argv); or return 1
  test "$words[1..$(count $argv)]" = "$argv"
end
complete -c etcd-wrapper -f
${[...firsts, ...seconds, ...verbs.flatMap(verbLines)].join("\n")}
${
    line(
      "__etcd_wrapper_at 2 help",
      `-a ${quote(firstWords(verbs).filter((it) => it !== "help").join(" "))}`,
    )
  }`;
}

function verbLines({ name, flags, args }: CompletionVerb): readonly string[] {
  const condition = `__etcd_wrapper_is ${name}`;
  return [
    ...flags.map((flag) => {
      const values = flagValues(flag);
      const rest = values.kind === "none"
        ? ""
        : values.kind === "choices"
        ? ` -x -a ${quote(values.choices.join(" "))}`
        : values.kind === "path"
        ? " -r -F"
        : " -x";
      return line(condition, `-l ${flag.name} -d ${quote(flag.help)}${rest}`);
    }),
    ...args.flatMap(({ choices, isPath }) =>
      choices !== undefined
        ? [line(condition, `-a ${quote(choices.join(" "))}`)]
        : isPath === true
        ? [line(condition, "-F")]
        : []
    ),
  ];
}

function line(condition: string, rest: string): string {
  return `complete -c etcd-wrapper -n ${quote(condition)} ${rest}`;
}

function quote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}
