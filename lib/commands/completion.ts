import { START_ETCD_FLAGS } from "../cli/flag_table.ts";
import type { VerbCall } from "../cli/verb.ts";
import { bashCompletion } from "../completion/bash_completion.ts";
import { completionVerbs } from "../completion/completion_words.ts";
import { fishCompletion } from "../completion/fish_completion.ts";
import { zshCompletion } from "../completion/zsh_completion.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { print } from "./print.ts";

/** The shells that there is a script for. */
const SCRIPTS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
} as const;

/** Runs `completion` and gives the exit code. */
export async function completion(
  { args, verbs }: VerbCall,
): Promise<number> {
  const [shell] = args;
  const script = SCRIPTS[shell as keyof typeof SCRIPTS];
  await print(Deno.stdout, script(completionVerbs(START_ETCD_FLAGS, verbs)));
  return EXIT_CODE.success;
}
