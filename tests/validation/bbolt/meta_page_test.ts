import { assertEquals } from "@std/assert";
import { fnv1a64 } from "../../../lib/validation/bbolt/fnv1a64.ts";
import { parseMetaPage } from "../../../lib/validation/bbolt/meta_page.ts";

Deno.test("fnv1a64() gives the known values", () => {
  const hash = (text: string) => fnv1a64(new TextEncoder().encode(text));
  assertEquals(hash(""), 0xcbf29ce484222325n);
  assertEquals(hash("a"), 0xaf63dc4c8601ec8cn);
  assertEquals(hash("foobar"), 0x85944171f73967e8n);
});

Deno.test("parseMetaPage() tells what is wrong with a meta page", () => {
  assertEquals(parseMetaPage(metaPage()).fault, undefined);
  assertEquals(parseMetaPage(metaPage().with(16, 0)).fault, "magic");
  assertEquals(parseMetaPage(metaPage().with(20, 3)).fault, "version");
  assertEquals(parseMetaPage(metaPage().with(40, 1)).fault, "checksum");
});

Deno.test("parseMetaPage() reads the fields", () => {
  const meta = parseMetaPage(metaPage());
  assertEquals(meta.pageSize, 4096);
  assertEquals(meta.root, 7);
  assertEquals(meta.freelist, undefined);
  assertEquals(meta.highWaterMark, 11);
  assertEquals(meta.txid, 42n);
});

function metaPage(): Uint8Array {
  const page = new Uint8Array(80);
  const view = new DataView(page.buffer, 16);
  view.setUint32(0, 0xed0cdaed, true);
  view.setUint32(4, 2, true);
  view.setUint32(8, 4096, true);
  view.setBigUint64(16, 7n, true);
  view.setBigUint64(32, 0xffffffffffffffffn, true);
  view.setBigUint64(40, 11n, true);
  view.setBigUint64(48, 42n, true);
  view.setBigUint64(56, fnv1a64(page.subarray(16, 72)), true);
  return page;
}
