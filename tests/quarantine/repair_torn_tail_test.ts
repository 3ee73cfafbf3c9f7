import { assert, assertEquals } from "@std/assert";
import { repairTornTail } from "../../lib/quarantine/repair_torn_tail.ts";
import { tempDir } from "../support/temp_dir.ts";
import { runQuarantine } from "./volume.ts";

const SIZE_BYTES = 3 * 1024 * 1024 + 5;
const OFFSET_BYTES = 4096;

function content(seed: number): Uint8Array {
  return Uint8Array.from({ length: SIZE_BYTES }, (_, at) => at * seed % 251);
}

async function namesIn(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir), ({ name }) => name)).sort();
}

Deno.test("repairTornTail() cuts the file and keeps a copy under etcd's name", async () => {
  await using dir = await tempDir();
  const file = `${dir.path}/0.wal`;
  await Deno.writeFile(file, content(3), { mode: 0o660 });
  const copy = await repairTornTail({ file, offset: OFFSET_BYTES });
  assertEquals(copy, `${file}.broken`);
  assertEquals(await Deno.readFile(copy), content(3));
  assertEquals(await Deno.readFile(file), content(3).slice(0, OFFSET_BYTES));
  const { mode } = await Deno.stat(copy);
  assertEquals((mode ?? 0) & 0o777, 0o600);
});

Deno.test("repairTornTail() keeps the copy of an earlier repair", async () => {
  await using dir = await tempDir();
  const file = `${dir.path}/0.wal`;
  for (const seed of [3, 5]) {
    await Deno.writeFile(file, content(seed));
    await repairTornTail({ file, offset: OFFSET_BYTES });
  }
  assertEquals(await Deno.readFile(`${file}.broken`), content(3));
  assertEquals(await Deno.readFile(`${file}.2.broken`), content(5));
});

Deno.test("repairTornTail() killed before any step comes to the same end", async () => {
  let steps = 0;
  for (let killAt = 1;; killAt++) {
    await using dir = await tempDir();
    const file = `${dir.path}/0.wal`;
    await Deno.writeFile(file, content(3));
    const { wasKilled } = await runQuarantine("repair", [file], killAt);
    const isCut = (await Deno.stat(file)).size === OFFSET_BYTES;
    // A file that was cut is not torn any more: it is not repaired again.
    if (!isCut) await runQuarantine("repair", [file]);
    assertEquals(await Deno.readFile(`${file}.broken`), content(3));
    assertEquals(await Deno.readFile(file), content(3).slice(0, OFFSET_BYTES));
    assertEquals(
      (await namesIn(dir.path)).filter((name) => !name.endsWith(".tmp")),
      ["0.wal", "0.wal.broken"],
    );
    if (!wasKilled) break;
    steps++;
  }
  assert(steps >= 5, `${steps} steps`);
});
