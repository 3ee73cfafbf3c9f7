import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { until } from "../support/until.ts";

const PROGRAM =
  new URL("../support/stand_in_sidecar_main.ts", import.meta.url).pathname;

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`stand_in_sidecar_main serves until ${signal}`, async () => {
    const dir = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${dir}/etcd.conf.yaml`, "name: a\n");
      const program = run(`--port=0`, `--config=${dir}/etcd.conf.yaml`);
      const url = await until("the URL", () => program.log().match(URL_REGEXP));
      assertEquals(
        await (await fetch(`${url[1]}/config`)).text(),
        "name: a\n",
      );
      const status = `${url[1]}/initialization/status`;
      assertEquals(await (await fetch(status)).text(), "New");
      program.child.kill(signal);
      assertEquals((await program.ended).code, 0);
      assertStringIncludes(program.log(), "GET /config 200\n");
      assertStringIncludes(
        program.log(),
        "GET /initialization/status 200 New\n",
      );
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

Deno.test("stand_in_sidecar_main refuses flags it cannot read", async () => {
  for (const flag of ["--nope", "--port=x"]) {
    const program = run(flag);
    assertEquals((await program.ended).code, 1);
    assertMatch(program.log(), /SyntaxError: Cannot read/);
  }
});

const URL_REGEXP = /Listening on (http:\S+)/;

function run(...args: string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net", "--allow-read", PROGRAM, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let text = "";
  const reading = (async () => {
    for await (
      const part of child.stderr.pipeThrough(new TextDecoderStream())
    ) text += part;
  })();
  const ended = Promise.all([child.status, reading]).then(([status]) => status);
  return { child, ended, log: () => text };
}
