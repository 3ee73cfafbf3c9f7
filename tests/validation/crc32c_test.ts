import { assertEquals } from "@std/assert";
import { crc32c } from "../../lib/validation/crc32c.ts";

Deno.test("crc32c() has the check value of its polynomial", () => {
  const digits = new TextEncoder().encode("123456789");
  assertEquals(crc32c(0, digits), 0xe3069283);
});

Deno.test("crc32c() continues over pieces of any length and place", () => {
  const bytes = crypto.getRandomValues(new Uint8Array(100));
  const whole = crc32c(0, bytes);
  for (let at = 0; at <= bytes.length; at++) {
    const first = crc32c(0, bytes, 0, at);
    assertEquals(crc32c(first, bytes.slice(at)), whole);
    assertEquals(crc32c(first, bytes, at), whole);
  }
});
