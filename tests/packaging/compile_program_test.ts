import { assertEquals } from "@std/assert";
import { compileGrantsProgram } from "./compiled_grants.ts";
import { programOutcomes } from "./program_outcomes.ts";

Deno.test("compileProgram() grants what deno.json lists and nothing else, silently", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const program = `${directory}/program`;
    const dataRoot = `${directory}/data`;
    await Deno.mkdir(dataRoot);
    if (!await compileGrantsProgram(program, { dataRoot })) return;
    const paths = [`${dataRoot}/file`, `${directory}/file`, "/var/etcd/file"];
    const output = await new Deno.Command(program, {
      args: paths,
      env: { ETCD_NAME: "x" },
    }).output();
    const { "run etcd beside": _, ...outcomes } = programOutcomes(output);
    assertEquals(outcomes, {
      [`write ${dataRoot}/file`]: "ok",
      [`write ${directory}/file`]: "NotCapable",
      "write /var/etcd/file": "NotCapable",
      "umask": "ok",
      "memory": "ok",
      "hostname": "ok",
      "HOME": "ok",
      "other variable": "NotCapable",
      "listen": "ok",
      "read passwd": "NotCapable",
      "run sh": "NotCapable",
      "library": "NotCapable",
    });
    assertEquals(new TextDecoder().decode(output.stderr), "");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
