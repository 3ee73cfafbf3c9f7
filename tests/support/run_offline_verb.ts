import { provisionEtcd } from "./etcd/provision.ts";
import type { EtcdLine } from "./etcd/etcd_line.ts";
import { tempDir } from "./temp_dir.ts";
import { denoDir, wrapperCommand } from "./wrapper_process.ts";

/** How a verb is run that needs no daemon. */
export interface OfflineVerbOptions {
  readonly args: readonly string[];
  /** Directories that it may read and write. @default {[]} */
  readonly dirs?: readonly string[];
  /** What it reads from standard input. @default {""} */
  readonly stdin?: string;
  /** @default {"3.5"} */
  readonly line?: EtcdLine;
  /** Programs that it is started through. @default {[]} */
  readonly through?: readonly string[];
}

/** How it ended. */
export interface VerbOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a verb as a program, under the program's own grants. */
export async function runOfflineVerb(
  options: OfflineVerbOptions,
): Promise<VerbOutcome> {
  const { args, dirs = [], stdin = "", line = "3.5", through = [] } = options;
  await using home = await tempDir();
  const etcd = await provisionEtcd(line);
  const [program = "", ...rest] = [
    ...through,
    ...wrapperCommand({ home: home.path, dirs, etcd }),
    ...args,
  ];
  const child = new Deno.Command(program, {
    args: rest,
    clearEnv: true,
    env: {
      HOME: home.path,
      DENO_DIR: denoDir(),
      // The etcd that is to be found beside the other programs.
      PATH: `${etcd.replace(/\/etcd$/, "")}:${Deno.env.get("PATH")}`,
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const sent = writer.write(new TextEncoder().encode(stdin))
    .then(() => writer.close())
    // It may end without having read.
    .catch(() => {});
  const output = await child.output();
  await sent;
  const decoder = new TextDecoder();
  return {
    code: output.code,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
}
