import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { replaceFile } from "../lib/replace_file.ts";
import { tempDir } from "./support/temp_dir.ts";

const CONTENT = new TextEncoder().encode("name: m\n".repeat(100_000));

async function listOf(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory)))
    .map(({ name }) => name);
}

Deno.test("replaceFile() makes a file that only the owner can read", async () => {
  await using directory = await tempDir();
  const path = join(directory.path, "etcd.conf.yaml");
  await replaceFile(path, CONTENT);
  assertEquals(await Deno.readFile(path), CONTENT);
  assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  assertEquals(await listOf(directory.path), ["etcd.conf.yaml"]);
});

Deno.test("replaceFile() replaces a file and its mode", async () => {
  await using directory = await tempDir();
  const path = join(directory.path, "etcd.conf.yaml");
  await Deno.writeTextFile(path, "old", { mode: 0o644 });
  const before = await Deno.stat(path);
  await replaceFile(path, CONTENT);
  const after = await Deno.stat(path);
  assertEquals((after.mode ?? 0) & 0o777, 0o600);
  assertEquals(after.ino !== before.ino, true);
});

Deno.test("replaceFile() leaves nothing behind when it fails", async () => {
  await using directory = await tempDir();
  const path = join(directory.path, "taken");
  await Deno.mkdir(join(path, "full"), { recursive: true });
  await assertRejects(() => replaceFile(path, CONTENT), Error, "rename");
  assertEquals(await listOf(directory.path), ["taken"]);
  assertEquals(await listOf(path), ["full"]);
});

Deno.test("replaceFile() keeps the old file when it may not write", async () => {
  await using directory = await tempDir();
  const missing = join(directory.path, "missing", "etcd.conf.yaml");
  await assertRejects(
    () => replaceFile(missing, CONTENT),
    Deno.errors.NotFound,
  );
  assertEquals(await listOf(directory.path), []);
});
