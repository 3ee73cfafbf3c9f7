import { assert, assertEquals } from "@std/assert";
import { KeyStore } from "../../../lib/validation/bbolt/key_store.ts";
import { PageFile } from "../../../lib/validation/bbolt/page_file.ts";
import { tempDir } from "../../support/temp_dir.ts";

Deno.test("KeyStore finds keys again, one after the other, over many chunks", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/keys`;
  await Deno.writeFile(path, new Uint8Array(8));
  using file = new PageFile(path);
  const store = new KeyStore(file);
  const count = 200_000;
  let address = -1;
  for (let index = 0; index < count; index++) {
    const own = store.add(key(index), 0, 8 + index % 11, 0);
    if (address < 0) address = own;
  }
  for (let index = 0; index < count; index++) {
    const bytes = key(index);
    const length = 8 + index % 11;
    assert(store.compare(bytes, 0, length, address) === 0);
    if (index + 1 < count) address = store.next(address);
  }
});

Deno.test("KeyStore orders keys as bbolt does, also those it keeps only the head of", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/keys`;
  const long = new Uint8Array(100).fill(5);
  await Deno.writeFile(path, Uint8Array.from([0, 0, 0, ...long]));
  using file = new PageFile(path);
  const store = new KeyStore(file);
  const address = store.add(long, 0, long.length, 3);
  store.addUnbounded();
  const compare = (bytes: Uint8Array) =>
    Math.sign(store.compare(bytes, 0, bytes.length, address) ?? NaN);
  assertEquals(compare(long), 0);
  assertEquals(compare(long.subarray(0, 99)), -1);
  assertEquals(compare(long.subarray(0, 32)), -1);
  assertEquals(compare(long.subarray(0, 10)), -1);
  assertEquals(compare(Uint8Array.from([...long, 0])), 1);
  assertEquals(compare(long.with(70, 6)), 1);
  assertEquals(compare(long.with(70, 4)), -1);
  assertEquals(compare(long.with(7, 6)), 1);
  assert(store.isWithin(long, address));
  assert(!store.isWithin(long.with(70, 4), address));
});

Deno.test("KeyStore keeps a bound once more", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/keys`;
  await Deno.writeFile(path, new Uint8Array(8));
  using file = new PageFile(path);
  const store = new KeyStore(file);
  const bound = store.add(key(5), 0, 8, 0);
  const copy = store.addCopy(bound);
  assertEquals(store.compare(key(5), 0, 8, copy), 0);
  const none = store.addCopy(store.addUnbounded());
  assertEquals(store.compare(key(5), 0, 8, none), undefined);
});

function key(index: number): Uint8Array {
  const bytes = new Uint8Array(20);
  new DataView(bytes.buffer).setUint32(4, index);
  return bytes;
}
