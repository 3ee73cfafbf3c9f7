import { assertRejects } from "@std/assert";
import { provisionDenort } from "../support/deno_runtime/denort.ts";
import { WrongChoiceError } from "../support/etcd/first_way.ts";

Deno.test("provisionDenort() insists on a DENORT_BIN that does not fit", async () => {
  // A real program, yet no runtime.
  await assertRejects(
    () => provisionDenort({ denortBin: Deno.execPath() }),
    WrongChoiceError,
    `Cannot use DENORT_BIN with Deno ${Deno.version.deno}`,
  );
});
