import { assertEquals, assertThrows } from "@std/assert";
import {
  isIpAddress,
  parseGoUrl,
  splitHostPort,
} from "../../lib/config/go_url.ts";

const NONE = { permissions: "none" } as const;

Deno.test("parseGoUrl() takes a URL apart without changing it", NONE, () => {
  assertEquals(parseGoUrl("HTTP://Ab.c:080/x?y#z"), {
    scheme: "http",
    host: "Ab.c:080",
    path: "/x",
    href: "http://Ab.c:080/x?y#z",
  });
  assertEquals(parseGoUrl("https://u:p@[::1]:1").host, "[::1]:1");
  assertEquals(parseGoUrl("unix:sock").host, "");
  assertEquals(parseGoUrl("127.0.0.1").scheme, "");
});

Deno.test("parseGoUrl() refuses what Go refuses", NONE, () => {
  const cases: Readonly<Record<string, string>> = {
    "http://a:b": 'invalid port ":b" after host',
    "http://[::1:80": "missing ']' in host",
    "http://a b:80": "invalid character in host name",
    "http://a%20b:80": "invalid character in host name",
    "http://a:1/%zz": "invalid URL escape",
    "http://a\n:1": "invalid control character",
    "127.0.0.1:2379": "first path segment",
    ":80": "missing protocol scheme",
    "http://a|b@c:1": "invalid userinfo",
  };
  for (const [text, reason] of Object.entries(cases)) {
    assertThrows(() => parseGoUrl(text), SyntaxError, reason);
  }
});

Deno.test("splitHostPort() needs exactly one port", NONE, () => {
  assertEquals(splitHostPort("a:1"), ["a", "1"]);
  assertEquals(splitHostPort("[::1]:1"), ["::1", "1"]);
  assertEquals(splitHostPort(":"), ["", ""]);
  for (const text of ["", "a", "a:1:2", "[::1]", "::1", "[a:1"]) {
    assertThrows(() => splitHostPort(text), SyntaxError, "address");
  }
});

Deno.test("isIpAddress() knows both families and no names", NONE, () => {
  for (const text of ["0.0.0.0", "255.1.2.3", "::", "::1", "::ffff:1.2.3.4"]) {
    assertEquals([text, isIpAddress(text)], [text, true]);
  }
  for (
    const text of ["", "1.2.3", "01.2.3.4", "256.1.1.1", "a", "::1%lo", ":"]
  ) {
    assertEquals([text, isIpAddress(text)], [text, false]);
  }
});
