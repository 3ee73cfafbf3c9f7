import { assertEquals, assertRejects } from "@std/assert";
import { installOnce } from "../support/etcd/install_once.ts";
import { makeTempDir } from "./temp_dir.ts";

const PROGRAM = `${import.meta.dirname}/install_program.ts`;

function startInstaller(directory: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", PROGRAM, directory],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
}

/** Reads until a line has come; returns all that was read. */
async function readUntil(
  reader: ReadableStreamDefaultReader<string>,
  line: string,
): Promise<string> {
  let text = "";
  while (!text.includes(`${line}\n`)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  return text;
}

function readerOf(child: Deno.ChildProcess) {
  return child.stdout.pipeThrough(new TextDecoderStream()).getReader();
}

async function namesIn(directory: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(directory));
  return entries.map(({ name }) => name).sort();
}

Deno.test("installOnce() lets one process work while the other waits for its result", async () => {
  await using temp = await makeTempDir();
  const directory = `${temp.path}/it`;
  const first = startInstaller(directory);
  const firstReader = readerOf(first);
  await readUntil(firstReader, "filling");
  const second = startInstaller(directory);
  const secondReader = readerOf(second);
  await second.stdin.close();
  await readUntil(
    secondReader,
    `Another process is at it, waiting for its lock: ${directory}`,
  );
  assertEquals(await namesIn(temp.path), ["it.lock", "it.new"]);
  await first.stdin.close();
  assertEquals(await readUntil(firstReader, "installed"), "installed\n");
  assertEquals(await readUntil(secondReader, "installed"), "installed\n");
  assertEquals((await first.status).code, 0);
  assertEquals((await second.status).code, 0);
  assertEquals(await namesIn(directory), ["file"]);
  await Promise.all([firstReader.cancel(), secondReader.cancel()]);
});

Deno.test("installOnce() takes over from a process that was killed halfway", async () => {
  await using temp = await makeTempDir();
  const directory = `${temp.path}/it`;
  const first = startInstaller(directory);
  const firstReader = readerOf(first);
  await readUntil(firstReader, "filling");
  first.kill("SIGKILL");
  await first.status;
  await first.stdin.close();
  const second = startInstaller(directory);
  await second.stdin.close();
  const { stdout } = await second.output();
  assertEquals(new TextDecoder().decode(stdout), "filling\ninstalled\n");
  assertEquals(await namesIn(temp.path), ["it", "it.lock"]);
  assertEquals(await namesIn(directory), ["file"]);
  await firstReader.cancel();
});

Deno.test("installOnce() leaves nothing under the name when filling fails", async () => {
  await using temp = await makeTempDir();
  await assertRejects(
    () =>
      installOnce({
        directory: `${temp.path}/it`,
        isInstalled: () => Promise.resolve(false),
        fill: async (empty) => {
          await Deno.writeTextFile(`${empty}/half`, "");
          throw new Error("no more");
        },
        log: () => {},
      }),
    Error,
    "no more",
  );
  assertEquals(await namesIn(temp.path), ["it.lock"]);
});
