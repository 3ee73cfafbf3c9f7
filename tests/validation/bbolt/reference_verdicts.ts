import { provisionBbolt } from "../../support/bbolt/provision.ts";
import { provisionTool } from "../../support/etcd/provision.ts";

/** What one program says of a database. */
export interface Verdict {
  readonly program: string;
  readonly accepts: boolean;
  readonly output: string;
}

/** Asks the programs of bbolt and etcd for their verdict on a database. */
export type ReferencePrograms = (
  path: string,
  options: { readonly isEtcd: boolean },
) => Promise<Verdict[]>;

/** A damaged count can make them fill the memory or run without end. */
const LIMITS = 'ulimit -v 6000000; exec timeout 5 "$@"';

/** Provides the programs. */
export async function referencePrograms(): Promise<ReferencePrograms> {
  const bbolts = [
    { name: "bbolt 1.3", path: await provisionBbolt("1.3"), args: ["check"] },
    { name: "bbolt 1.4", path: await provisionBbolt("1.4"), args: ["check"] },
  ];
  const status = ["snapshot", "status"];
  const tools = [
    {
      name: "etcdutl 3.5",
      path: await provisionTool("etcdutl", "3.5"),
      args: status,
    },
    {
      name: "etcdutl 3.6",
      path: await provisionTool("etcdutl", "3.6"),
      args: status,
    },
  ];
  return async (path, { isEtcd }) => {
    const verdicts: Verdict[] = [];
    for (const program of isEtcd ? [...bbolts, ...tools] : bbolts) {
      verdicts.push(
        await ask(program.name, program.path, [...program.args, path]),
      );
    }
    return verdicts;
  };
}

async function ask(
  program: string,
  path: string,
  args: readonly string[],
): Promise<Verdict> {
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", LIMITS, "sh", path, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  const output = decoder.decode(stdout) + decoder.decode(stderr);
  return { program, accepts: success, output: output.slice(0, 400) };
}
