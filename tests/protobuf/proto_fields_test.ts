import { assertEquals, assertThrows } from "@std/assert";
import {
  ProtoError,
  visitProtoFields,
} from "../../lib/protobuf/proto_fields.ts";

Deno.test("visitProtoFields() visits known fields and skips the others", () => {
  const message = [0x08, 5, 0x12, 2, 7, 7, 0x1a, 1, 9, 0x35, 1, 2, 3, 4, 0x29];
  const fixed64 = [1, 2, 3, 4, 5, 6, 7, 8];
  assertEquals(visit([...message, ...fixed64]), [[1, 5, 0], [3, 8, 9]]);
});

Deno.test("visitProtoFields() gives numbers of 64 bits in two halves", () => {
  const all = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
  assertEquals(visit([0x08, ...all]), [[1, 0xffff_ffff, 0xffff_ffff]]);
  // 2 ** 32 + 2 ** 28
  const middle = [0x80, 0x80, 0x80, 0x80, 0x11];
  assertEquals(visit([0x08, ...middle]), [[1, 0x1000_0000, 1]]);
});

Deno.test("visitProtoFields() takes repeated numbers one by one and packed", () => {
  assertEquals(visit([0x20, 1, 0x22, 2, 2, 3]), [
    [4, 1, 0],
    [4, 2, 0],
    [4, 3, 0],
  ]);
});

Deno.test("visitProtoFields() skips groups with what is in them", () => {
  assertEquals(visit([0x2b, 0x08, 1, 0x2b, 0x2c, 0x2c, 0x08, 2]), [[1, 2, 0]]);
});

const CUT: readonly (readonly [text: string, message: readonly number[]])[] = [
  ["a tag", [0x80]],
  ["a number", [0x08]],
  ["a number of several bytes", [0x08, 0x80, 0x80]],
  ["a length", [0x1a]],
  ["bytes", [0x1a, 5, 1]],
  ["bytes that no one asks for", [0x12, 5, 1]],
  ["a fixed number", [0x35, 1, 2]],
  ["a group", [0x2b, 0x08, 1]],
];

for (const [text, message] of CUT) {
  Deno.test(`visitProtoFields() calls ${text} cut off`, () => {
    const error = assertThrows(() => visit(message), ProtoError);
    assertEquals(error.isCut, true);
  });
}

const WRONG: readonly (readonly [text: string, message: readonly number[]])[] =
  [
    ["a number that is too long", [0x08, ...Array(10).fill(0x80), 1]],
    ["field number 0", [0x00, 1]],
    ["a wrong wire type", [0x0d, 1, 2, 3, 4]],
    ["a wrong wire type of bytes", [0x18, 1]],
    ["an unknown wire type", [0x2e]],
    ["the end of no group", [0x2c]],
    ["a negative length", [0x1a, ...Array(9).fill(0xff), 1]],
    ["a negative length to skip", [0x12, ...Array(9).fill(0xff), 1]],
  ];

for (const [text, message] of WRONG) {
  Deno.test(`visitProtoFields() refuses ${text}`, () => {
    const error = assertThrows(() => visit(message), ProtoError);
    assertEquals(error.isCut, false);
  });
}

function visit(message: readonly number[]): number[][] {
  const visited: number[][] = [];
  const bytes = Uint8Array.from(message);
  visitProtoFields(
    { bytes, start: 0, end: bytes.length },
    { 1: "varint", 3: "bytes", 4: "varints" },
    (...values) => visited.push(values),
  );
  return visited;
}
