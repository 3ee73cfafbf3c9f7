import { provisionEtcd } from "../support/etcd/provision.ts";
import { reportLine } from "../support/etcd/terminal.ts";
import { createBareSubject } from "./bare_subject.ts";
import { createPlace, type Place, type Transport } from "./place.ts";
import { compiledProgram, denoRunProgram, type Program } from "./programs.ts";
import type { Subject } from "./subject.ts";
import { createWrapperSubject } from "./wrapper_subject.ts";

/** Where the subjects of a benchmark come from; disposing removes its files. */
export interface Stage extends AsyncDisposable {
  readonly dir: string;
  readonly etcd: string;
  /** The ways to run the wrapper. */
  readonly programs: readonly Program[];
  readonly place: (transport: Transport) => Promise<Place>;
  readonly wrapper: (
    program: Program,
    place: Place,
  ) => ReturnType<typeof createWrapperSubject>;
  readonly bare: (transport: Transport) => Promise<Subject>;
  readonly bareAt: (place: Place) => Subject;
}

/** Prepares the programs that are measured. */
export async function createStage(): Promise<Stage> {
  const etcd = await provisionEtcd("3.5", { log: reportLine });
  const dir = await Deno.makeTempDir({ prefix: "etcd-wrapper-bench-" });
  const compiled = await compiledProgram({ dir, etcd });
  let places = 0;
  const place = (transport: Transport) =>
    createPlace(`${dir}/${places++}`, transport);
  return {
    dir,
    etcd,
    programs: [denoRunProgram(), ...(compiled === undefined ? [] : [compiled])],
    place,
    wrapper: (program, at) =>
      createWrapperSubject({ program, etcd, dir, place: at }),
    bare: async (transport) => createBareSubject(etcd, await place(transport)),
    bareAt: (at) => createBareSubject(etcd, at),
    async [Symbol.asyncDispose]() {
      // The compiled program is about to be gone.
      denoRunProgram().choose();
      await Deno.remove(dir, { recursive: true });
    },
  };
}
