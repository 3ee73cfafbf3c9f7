import { assertEquals } from "@std/assert";
import { findLockHolder } from "../../lib/validation/lock_holder.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testWith } from "../support/test_with.ts";

Deno.test("findLockHolder() finds no one where no one is", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/file`;
  await Deno.writeTextFile(path, "");
  assertEquals(await findLockHolder(path), undefined);
});

testWith(
  { programs: ["flock", "sh"] },
  "findLockHolder() names the process that holds a lock",
  async () => {
    await using dir = await tempDir();
    const path = `${dir.path}/file`;
    await Deno.writeTextFile(path, "");
    await using holder = new Deno.Command("flock", {
      args: [path, "sh", "-c", "echo locked; cat"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    assertEquals(await findLockHolder(path), { pid: holder.pid });
    await holder.stdin.close();
    await reader.cancel();
    await holder.status;
    assertEquals(await findLockHolder(path), undefined);
  },
);
