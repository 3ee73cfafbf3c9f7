import { assertEquals, assertThrows } from "@std/assert";
import { runtimeOf } from "../support/deno_runtime/pypi_runtime.ts";

Deno.test("runtimeOf() cuts off what is appended to an ELF image", {
  permissions: "none",
}, () => {
  const program = new Uint8Array(1_000);
  const header = new DataView(program.buffer);
  header.setUint32(0, 0x7f454c46);
  header.setBigUint64(0x28, 500n, true);
  header.setUint16(0x3a, 64, true);
  header.setUint16(0x3c, 3, true);
  assertEquals(runtimeOf(program).length, 500 + 3 * 64);
});

Deno.test("runtimeOf() rejects what is not an ELF image", {
  permissions: "none",
}, () => {
  assertThrows(() => runtimeOf(new Uint8Array(100)), TypeError, "not ELF");
});
