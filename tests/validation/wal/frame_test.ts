import { assertEquals } from "@std/assert";
import { decodeFrame } from "../../../lib/validation/wal/frame.ts";

const FRAMES: readonly (readonly [
  what: string,
  frame: readonly number[],
  expected: ReturnType<typeof decodeFrame>,
])[] = [
  ["no padding", [3, 1, 0, 0, 0, 0, 0, 0], at(259, 0)],
  ["padding", [3, 0, 0, 0, 0, 0, 0, 0x85], at(3, 5)],
  ["other bits of its byte", [3, 0, 0, 0, 0, 0, 0, 0xfa], at(3, 2)],
  ["padding that does not count", [3, 0, 0, 0, 0, 0, 0, 0x05], at(3, 0)],
  ["56 bits of length", [0, 0, 0, 0, 0, 0, 1, 0], at(2 ** 48, 0)],
  ["nothing but padding", [0, 0, 0, 0, 0, 0, 0, 0x81], at(0, 1)],
  ["nothing", [0, 0, 0, 0, 0, 0, 0, 0], undefined],
];

for (const [what, frame, expected] of FRAMES) {
  Deno.test(`decodeFrame() decodes a frame with ${what}`, () => {
    const bytes = Uint8Array.of(0xff, ...frame, 0xff);
    assertEquals(decodeFrame(bytes, 1), expected);
  });
}

function at(
  recordBytes: number,
  paddingBytes: number,
): ReturnType<typeof decodeFrame> {
  return { recordBytes, paddingBytes };
}
