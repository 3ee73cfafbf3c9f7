import { fromFileUrl } from "@std/path/from-file-url";
import { freePort } from "../support/free_ports.ts";
import { compileForBench } from "./programs.ts";
import type { Stage } from "./stage.ts";

const ENTRY = "tests/bench/baseline_program.ts";
const PATH = fromFileUrl(new URL("baseline_program.ts", import.meta.url));

/** The small program that the wrapper is compared with. */
export interface Baseline {
  readonly name: string;
  /** Starts it with the member that it asks. */
  readonly start: (clientUrl: string) => Deno.ChildProcess;
}

/** The small program, run in the same ways as the stage's wrappers. */
export async function baselines(stage: Stage): Promise<Baseline[]> {
  const run = [Deno.execPath(), "run", "--quiet", "--no-prompt", "--allow-net"];
  const small = [
    baseline("small program, deno run", [...run, PATH], stage.dir),
  ];
  if (stage.programs.length > 1) {
    const compiled = await compileForBench(ENTRY, stage);
    if (compiled !== undefined) {
      small.push(
        baseline("small program, compiled", [compiled.path], stage.dir),
      );
    }
  }
  return small;
}

function baseline(
  name: string,
  command: readonly string[],
  tmpDir: string,
): Baseline {
  const [program = "", ...args] = command;
  return {
    name,
    start: (clientUrl) =>
      new Deno.Command(program, {
        args: [...args, String(freePort()), clientUrl],
        env: { TMPDIR: tmpDir },
        stdin: "null",
        stdout: "null",
        stderr: "inherit",
      }).spawn(),
  };
}
