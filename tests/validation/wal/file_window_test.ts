import { assertEquals } from "@std/assert";
import { FileWindow } from "../../../lib/validation/wal/file_window.ts";
import { createRandom } from "../../config/mutations.ts";
import { tempDir } from "../../support/temp_dir.ts";

const SEEDS = 200;

Deno.test("FileWindow holds what is asked for, whatever is dropped and needed", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/file`;
  const data = new Uint8Array(50_003).map((_, at) => at * 7 + (at >> 8));
  await Deno.writeFile(path, data);
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = createRandom(seed);
    using file = await Deno.open(path);
    await using piece = new FileWindow(file, 16 + random(3_000));
    let drop = 0;
    while (!piece.isAtEnd) {
      // Now and then a record that is larger than what is read at once.
      const needed = 1 + random(random(5) === 0 ? 20_000 : 900);
      await piece.fill(drop, needed);
      const { bytes, offset, isAtEnd } = piece;
      const held = data.subarray(offset, offset + bytes.length);
      assertEquals(bytes.every((byte, at) => byte === held[at]), true);
      if (isAtEnd) assertEquals(offset + bytes.length, data.length);
      else assertEquals(bytes.length >= needed, true);
      drop = random(Math.min(needed, bytes.length) + 1);
    }
  }
});

Deno.test("FileWindow leaves nothing being read behind", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/file`;
  await Deno.writeFile(path, new Uint8Array(10_000));
  using file = await Deno.open(path);
  await using piece = new FileWindow(file, 100);
  await piece.fill(0, 8);
  assertEquals(piece.bytes.length, 100);
});
