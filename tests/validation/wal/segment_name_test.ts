import { assertEquals } from "@std/assert";
import { parseSegmentName } from "../../../lib/validation/wal/segment_name.ts";

Deno.test("parseSegmentName() takes names apart", () => {
  const name = "00000000000000ff-0123456789abcdef.wal";
  const firstIndex = 0x0123456789abcdefn;
  assertEquals(parseSegmentName(name), { name, sequence: 255n, firstIndex });
});

Deno.test("parseSegmentName() is as lenient as etcd", () => {
  assertEquals(parseSegmentName("1-F.wal")?.firstIndex, 15n);
  assertEquals(parseSegmentName("1-f.walx.wal")?.firstIndex, 15n);
});

for (
  const name of [
    "0.tmp",
    "0000000000000000-0000000000000000.wal.broken",
    "0000000000000000-0000000000000000.WAL",
    "0000000000000000.wal",
    "00000000000000000-0.wal",
    "x-0.wal",
    "-.wal",
  ]
) {
  Deno.test(`parseSegmentName() does not take "${name}"`, () => {
    assertEquals(parseSegmentName(name), undefined);
  });
}
