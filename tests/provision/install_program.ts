/**
 * Installs a file in the folder given as argument, as a process of its own:
 * prints "filling" when it is its turn, then waits for standard input to end.
 */
import { installOnce } from "../support/etcd/install_once.ts";

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  const [directory = ""] = Deno.args;
  await installOnce({
    directory,
    isInstalled: () =>
      Deno.stat(`${directory}/file`).then(() => true, () => false),
    fill: async (empty) => {
      await Deno.writeTextFile(`${empty}/half`, "");
      print("filling");
      await Array.fromAsync(Deno.stdin.readable);
      await Deno.remove(`${empty}/half`);
      await Deno.writeTextFile(`${empty}/file`, "");
    },
    log: print,
  });
  print("installed");
}
