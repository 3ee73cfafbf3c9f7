import { assertEquals } from "@std/assert";
import { hasWal } from "../../lib/etcd/has_wal.ts";
import { tempDir } from "../support/temp_dir.ts";

Deno.test("hasWal() looks for the files of a log", async () => {
  await using dir = await tempDir();
  assertEquals(await hasWal(dir.path), false);
  await Deno.writeTextFile(`${dir.path}/0.tmp`, "");
  assertEquals(await hasWal(dir.path), false);
  await Deno.writeTextFile(`${dir.path}/0-0.wal`, "");
  assertEquals(await hasWal(dir.path), true);
});

Deno.test("hasWal() finds no log where there is no directory", async () => {
  await using dir = await tempDir();
  assertEquals(await hasWal(`${dir.path}/missing`), false);
  const file = `${dir.path}/file`;
  await Deno.writeTextFile(file, "");
  assertEquals(await hasWal(file), false);
  assertEquals(await hasWal(`${file}/below`), false);
});

Deno.test("hasWal() leaves to etcd what this program may not read", {
  permissions: "none",
}, async () => {
  assertEquals(await hasWal("/data/member/wal"), true);
});
