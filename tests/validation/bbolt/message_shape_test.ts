import { assert } from "@std/assert";
import {
  isMessage,
  type MessageShape,
} from "../../../lib/validation/bbolt/message_shape.ts";

const SHAPE: MessageShape = [undefined, 2, 0, [undefined, 0]];

function accepts(...bytes: number[]): boolean {
  return isMessage(Uint8Array.from(bytes), SHAPE);
}

Deno.test("isMessage() accepts nothing, known and unknown fields", () => {
  assert(accepts());
  assert(accepts(0x0a, 2, 1, 2, 0x10, 0x80, 1));
  assert(accepts(0x50, 1, 0x59, 1, 2, 3, 4, 5, 6, 7, 8, 0x65, 1, 2, 3, 4));
  assert(accepts(0xa2, 6, 1, 9));
});

Deno.test("isMessage() rejects what is cut off", () => {
  assert(!accepts(0x0a));
  assert(!accepts(0x0a, 3, 1, 2));
  assert(!accepts(0x10));
  assert(!accepts(0x10, 0x80));
  assert(!accepts(0x59, 1, 2));
  assert(!accepts(0x80));
});

Deno.test("isMessage() rejects known fields of another type, field 0 and unknown types", () => {
  assert(!accepts(0x08, 1));
  assert(!accepts(0x12, 0));
  assert(!accepts(0x00, 1));
  assert(!accepts(0x56, 1));
  assert(!accepts(0x57, 1));
});

Deno.test("isMessage() takes a number of at most ten bytes", () => {
  const nine = Array.from({ length: 9 }, () => 0xff);
  assert(accepts(0x10, ...nine, 1));
  assert(!accepts(0x10, ...nine, 0xff, 1));
  assert(!accepts(0x0a, ...nine, 1));
});

Deno.test("isMessage() looks into nested messages", () => {
  assert(accepts(0x1a, 2, 0x08, 1));
  assert(!accepts(0x1a, 2, 0x0a, 1));
  assert(!accepts(0x1a, 1, 0x08));
});

Deno.test("isMessage() skips unknown groups to their end, however deep", () => {
  assert(accepts(0x53, 0x08, 1, 0x5b, 0x5c, 0x54));
  assert(!accepts(0x53, 0x08, 1));
  assert(!accepts(0x54));
  const deep = Array.from({ length: 50_000 }, () => 0x53);
  assert(!accepts(...deep));
});
