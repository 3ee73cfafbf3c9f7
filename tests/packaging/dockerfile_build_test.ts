import { assert, assertEquals } from "@std/assert";
import { provisionDenort } from "../support/deno_runtime/denort.ts";
import { reportLine } from "../support/etcd/terminal.ts";

const ROOT = decodeURIComponent(new URL("../..", import.meta.url).pathname);

Deno.test("Dockerfile copies all that its compile step needs", async () => {
  const text = await Deno.readTextFile(`${ROOT}Dockerfile`);
  const directory = await Deno.makeTempDir();
  try {
    for (const [, words = ""] of text.matchAll(/^COPY (?!--)(.*)$/gm)) {
      const paths = words.split(" ");
      const target = `${directory}/${paths.pop()}`;
      for (const path of paths) await copy(`${ROOT}${path}`, target);
    }
    const args = /^RUN deno (.*)$/m.exec(text)?.[1] ?? "";
    const { deno, denort } = await provisionDenort({ log: reportLine });
    const { code, stderr } = await new Deno.Command(deno, {
      args: args
        .replace('"${DATA_ROOT}"', "/var/etcd")
        .replace("=/etcd-wrapper", `=${directory}/etcd-wrapper`)
        .split(" "),
      cwd: directory,
      env: denort === undefined ? {} : { DENORT_BIN: denort },
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const { size } = await Deno.stat(`${directory}/etcd-wrapper`);
    assert(size > 1_000_000);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

/** Copies like the instruction: a folder's content, or a file, into a folder. */
async function copy(from: string, target: string): Promise<void> {
  await Deno.mkdir(target, { recursive: true });
  const source = from.endsWith("/") ? `${from}.` : from;
  const { success } = await new Deno.Command("cp", {
    args: ["-r", source, target],
  }).output();
  assert(success, from);
}
