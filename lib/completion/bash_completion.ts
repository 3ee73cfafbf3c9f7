import {
  type CompletionVerb,
  firstWords,
  flagValues,
  secondWords,
} from "./completion_words.ts";

/** The script for bash, to be sourced; it needs nothing but bash 4. */
export function bashCompletion(verbs: readonly CompletionVerb[]): string {
  return `# bash completion for etcd-wrapper
_etcd_wrapper() {
${completeVerb(verbs)}
  # The flag whose value is completed, as --name=value or --name value.
  local name="" value="" offers="" values="" paths=""
  if [[ "$cur" == -*=* ]]; then
    name="\${cur%%=*}"
    value="\${cur#*=}"
  elif [[ "$prev" == -* && "$prev" != *=* ]]; then
    name="$prev"
    value="$cur"
  fi
  name="\${name#-}"
  name="\${name#-}"
  case "$verb" in
${verbs.map(verbCase).join("\n")}
  esac
  if [[ -n "$name" && -n "$values" ]]; then
    case "$values" in
      path) compopt -o filenames 2> /dev/null
        COMPREPLY=($(compgen -f -- "$value")) ;;
      text) ;;
      *) COMPREPLY=($(compgen -W "$values" -- "$value")) ;;
    esac
    return
  fi
  COMPREPLY=($(compgen -W "$offers" -- "$cur"))
  if [[ -n "$paths" && "$cur" != -* ]]; then
    compopt -o filenames 2> /dev/null
    COMPREPLY+=($(compgen -f -- "$cur"))
  fi
}
complete -F _etcd_wrapper etcd-wrapper`;
}

/** The words of the line, and the verb or its second word. */
function completeVerb(verbs: readonly CompletionVerb[]): string {
  const groups = [...secondWords(verbs)].map(([first, group]) => {
    const words = group.map(({ name }) => name.split(" ")[1] ?? "");
    return `    ${first}) words="${words.join(" ")}" ;;`;
  });
  return `  local cur prev verb words=""
  # Not COMP_WORDS: bash breaks those at "=", too.
  local line="\${COMP_LINE:0:COMP_POINT}"
  local -a parts
  read -ra parts <<< "$line"
  [[ "$line" == *" " ]] && parts+=("")
  local count=\${#parts[@]}
  cur="\${parts[count-1]}"
  prev="\${parts[count-2]}"
  COMPREPLY=()

  if (( count <= 2 )); then
    COMPREPLY=($(compgen -W "${firstWords(verbs).join(" ")}" -- "$cur"))
    return
  fi
  verb="\${parts[1]}"
  case "$verb" in
${groups.join("\n")}
    help) words="${
    firstWords(verbs).filter((word) => word !== "help").join(" ")
  }" ;;
  esac
  if [[ -n "$words" ]]; then
    if (( count == 3 )); then
      COMPREPLY=($(compgen -W "$words" -- "$cur"))
      return
    fi
    verb="$verb \${parts[2]}"
  fi
`;
}

function verbCase({ name, flags, args }: CompletionVerb): string {
  const offered = flags.map((flag) => `--${flag.name}`);
  const choices = args.flatMap((arg) => arg.choices ?? []);
  const values = flags.flatMap((flag) => {
    const found = flagValues(flag);
    if (found.kind === "none") return [];
    const words = found.kind === "choices"
      ? found.choices.join(" ")
      : found.kind;
    return [`        ${flag.name}) values="${words}" ;;`];
  });
  const lines = [
    `    "${name}")`,
    `      offers="${[...choices, ...offered].join(" ")}"`,
  ];
  if (args.some(({ isPath }) => isPath === true)) {
    lines.push("      paths=yes");
  }
  if (values.length > 0) {
    lines.push('      case "$name" in', ...values, "      esac");
  }
  return [...lines, "      ;;"].join("\n");
}
