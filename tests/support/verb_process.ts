import { startWrapper, type WrapperOptions } from "./wrapper_process.ts";

/** How a verb ended. */
export interface VerbEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the verb runs: it may touch these directories only. */
export type VerbPlace =
  & Pick<WrapperOptions, "home" | "etcd" | "through">
  & { readonly dir: string };

/** Runs a verb of the program to its end, with the program's own grants. */
export async function runVerb(
  { dir, home, etcd, through = [] }: VerbPlace,
  args: readonly string[],
  timeoutMs = 30_000,
): Promise<VerbEnd> {
  await using verb = startWrapper({
    args,
    home,
    etcd,
    dirs: [dir],
    cwd: dir,
    through,
  });
  const { code } = await verb.ended(timeoutMs);
  // The streams are read to their ends with the process.
  await verb[Symbol.asyncDispose]();
  return { code, stdout: verb.stdout(), stderr: verb.stderr() };
}
