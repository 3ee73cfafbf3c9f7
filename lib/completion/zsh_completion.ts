import {
  type CompletionVerb,
  firstWords,
  flagValues,
  secondWords,
} from "./completion_words.ts";

/** The script for zsh, to be sourced or put into `fpath` as `_etcd-wrapper`. */
export function zshCompletion(verbs: readonly CompletionVerb[]): string {
  const groups = secondWords(verbs);
  const firsts = firstWords(verbs).map((word) => {
    const verb = verbs.find(({ name }) => name === word);
    const summary = verb?.summary ??
      (groups.get(word) ?? []).map(({ name }) => name.split(" ")[1]).join(", ");
    return `    ${quote(`${word}:${escapeColon(summary)}`)}`;
  });
  return `#compdef etcd-wrapper
_etcd-wrapper() {
  local -a verbs
  local verb=\${words[2]}
  verbs=(
${firsts.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command verbs
    return
  fi
  case $verb in
${[...groups].map(groupCase).join("\n")}
    help)
      (( CURRENT == 3 )) && _describe -t commands command verbs
      return ;;
  esac
  case $verb in
${verbs.filter(({ name }) => name !== "help").map(verbCase).join("\n")}
  esac
}
if [[ $funcstack[1] == _etcd-wrapper ]]; then
  _etcd-wrapper "$@"
else
  compdef _etcd-wrapper etcd-wrapper
fi`;
}

function groupCase(
  [first, group]: readonly [string, readonly CompletionVerb[]],
): string {
  const items = group.map(({ name, summary }) =>
    quote(`${name.split(" ")[1]}:${escapeColon(summary)}`)
  );
  return `    ${first})
      if (( CURRENT == 3 )); then
        verbs=(${items.join(" ")})
        _describe -t commands command verbs
        return
      fi
      verb="${first} \${words[3]}"
      shift words
      (( CURRENT-- )) ;;`;
}

function verbCase({ name, flags, args }: CompletionVerb): string {
  const specs = [
    ...flags.map((flag) => {
      const head = `--${flag.name}`;
      const help = `[${escapeColon(flag.help).replaceAll(/[[\]]/g, "\\$&")}]`;
      const values = flagValues(flag);
      if (values.kind === "none") return quote(`${head}${help}`);
      const action = values.kind === "choices"
        ? `(${values.choices.join(" ")})`
        : values.kind === "path"
        ? "_files"
        : " ";
      return quote(`${head}=${help}:${flag.name}:${action}`);
    }),
    ...args.map((arg) => {
      const action = arg.choices !== undefined
        ? `(${arg.choices.join(" ")})`
        : arg.isPath === true
        ? "_files"
        : " ";
      const place = arg.isRepeated === true ? "*" : "";
      return quote(`${place}:${arg.name}:${action}`);
    }),
  ];
  return `    ${quote(name)})
      shift words
      (( CURRENT-- ))
      _arguments ${specs.join(" ")} ;;`;
}

function escapeColon(text: string): string {
  return text.replaceAll(/[\\:]/g, "\\$&");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
