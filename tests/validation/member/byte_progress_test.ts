import { assertEquals } from "@std/assert";
import { ByteProgress } from "../../../lib/validation/member/byte_progress.ts";

Deno.test("ByteProgress adds up parts, grows, and never goes back", {
  permissions: "none",
}, () => {
  const told: [number, number][] = [];
  const progress = new ByteProgress([10, 100], (...it) => told.push(it));
  progress.part(0)(4, 10);
  progress.part(1)(60, 100);
  // A part that begins anew with more to read.
  progress.part(1)(20, 200);
  progress.part(1)(150, 200);
  progress.finish(0);
  progress.finish(1);
  assertEquals(told, [[4, 110], [64, 110], [154, 210], [160, 210], [210, 210]]);
});
