import { assertEquals, assertRejects } from "@std/assert";
import { readDocument } from "../../lib/config/document.ts";
import { memberConfig } from "../support/member_config.ts";
import { YAML_ONLY } from "./yaml_permissions.ts";

const SERVED = memberConfig({
  dataDir: "/var/etcd/data/new.etcd",
  clientPort: 2379,
  peerPort: 2380,
});

function read(text: string) {
  return readDocument(new TextEncoder().encode(text));
}

// Without the grants of the YAML library it would fail if it used that.
Deno.test("readDocument() needs no library for a served document", {
  permissions: "none",
}, async () => {
  for (const text of [SERVED, SERVED.replaceAll("\n", "\r\n")]) {
    const document = await read(text);
    assertEquals(document instanceof Map && document.size, 16);
  }
  await assertRejects(
    () => read(`# a comment\n${SERVED}`),
    Deno.errors.NotCapable,
  );
});

Deno.test(
  "readDocument() reads all else with the library",
  YAML_ONLY,
  async () => {
    const document = await read(SERVED);
    assertEquals(await read(`# a comment\n${SERVED}`), document);
    assertEquals(await read(`---\n${SERVED}---\n[`), document);
    assertEquals(await read(""), null);
  },
);

Deno.test(
  "readDocument() reads UTF-16 with a byte order mark",
  YAML_ONLY,
  async () => {
    const source = new Uint8Array([
      0xff,
      0xfe,
      ...[..."a: 1"].flatMap((char) => [char.charCodeAt(0), 0]),
    ]);
    assertEquals(await readDocument(source), new Map([["a", 1]]));
  },
);

Deno.test("readDocument() refuses invalid UTF-8", YAML_ONLY, async () => {
  const source = new Uint8Array([0x61, 0xc3]);
  await assertRejects(
    () => readDocument(source),
    SyntaxError,
    "invalid encoding",
  );
});

Deno.test("readDocument() refuses a control character", YAML_ONLY, async () => {
  await assertRejects(() => read("a: \u0007\n"), SyntaxError, "control");
});
