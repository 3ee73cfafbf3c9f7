import { assertEquals } from "@std/assert";
import { encodeProtoMessage } from "../../lib/protobuf/proto_message.ts";

Deno.test("encodeProtoMessage() writes flags, identifiers and texts", () => {
  const id = "ffffffffffffffff";
  assertEquals(
    [...encodeProtoMessage({ 1: true, 2: { id }, 3: ["a", "ü"] })],
    [
      ...[0x08, 1],
      ...[0x10, ...Array(9).fill(0xff), 1],
      ...[0x1a, 1, 0x61],
      ...[0x1a, 2, 0xc3, 0xbc],
    ],
  );
  const long = encodeProtoMessage({ 3: ["x".repeat(200)] });
  assertEquals([...long.subarray(0, 3)], [0x1a, 0xc8, 1]);
});

Deno.test("encodeProtoMessage() leaves out what is zero", () => {
  const message = encodeProtoMessage({ 1: false, 2: { id: "0" }, 3: [] });
  assertEquals(message.length, 0);
});
