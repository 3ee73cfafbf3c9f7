import { assertEquals, assertThrows } from "@std/assert";
import { parseYamlDocument } from "../../lib/config/yaml_document.ts";
import { decodeYamlText, firstDocument } from "../../lib/config/yaml_text.ts";
import { YAML_ONLY } from "./yaml_permissions.ts";

function parse(text: string): unknown {
  const source = new TextEncoder().encode(text);
  return plain(parseYamlDocument(firstDocument(decodeYamlText(source))));
}

function plain(value: unknown): unknown {
  if (value instanceof Map) {
    return Object.fromEntries(
      [...value].map(([key, item]) => [key, plain(item)]),
    );
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

const READ: Readonly<Record<string, readonly [string, unknown]>> = {
  "nothing as null": ["", null],
  "comments alone as null": ["# a\n\n# b\n", null],
  "the last of equal keys": ["a: 1\nb: 2\na: 3\n", { a: 3, b: 2 }],
  "a quoted number as text": ["a: '5'\nb: \"5\"\nc: 5\n", {
    a: "5",
    b: "5",
    c: 5,
  }],
  "keys that are no text": ["1: a\ntrue: b\n", { 1: "a", true: "b" }],
  "an alias": ["a: &x [1]\nb: *x\n", { a: [1], b: [1] }],
  "a merge before own keys": ["a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\n", {
    a: { k: 1, l: 2 },
    b: { k: 3, l: 2 },
  }],
  "a merge after own keys": ["a: &x {k: 1}\nb:\n  k: 3\n  <<: *x\n", {
    a: { k: 1 },
    b: { k: 1 },
  }],
  "the first of several merges": [
    "a: &x {k: 1}\nb: &y {k: 2}\nc:\n  <<: [*x, *y]\n",
    {
      a: { k: 1 },
      b: { k: 2 },
      c: { k: 1 },
    },
  ],
  "a quoted merge key as a key": ["'<<': 1\n", { "<<": 1 }],
  "the first document": ["---\na: 1\n---\nb: [\n", { a: 1 }],
  "up to the document's end": ["a: 1\n...\n]]]\n", { a: 1 }],
  "up to the end of the root": ["{a: 1}\nb: 2\n", { a: 1 }],
  "up to a smaller indentation": ["  a: 1\nb: 2\n", { a: 1 }],
  "tags of scalars": [
    "a: !!str 5\nb: !!int '5'\nc: !!float 5\nd: !!binary YQ==\n",
    {
      a: "5",
      b: 5,
      c: 5,
      d: "a",
    },
  ],
  "text under a tag of its own": ["a: !x 5\n", { a: "5" }],
  "a byte order mark": ["\ufeffa: 1\n", { a: 1 }],
  "CRLF": ["a: 1\r\nb: 2\r\n", { a: 1, b: 2 }],
  "blocks of text with tabs": ["a: |\n  b\n  \tc\n", { a: "b\n\tc\n" }],
  "tabs inside of brackets": ["a: [1,\n\t2]\n".replace("\n\t", "\n \t"), {
    a: [1, 2],
  }],
};

for (const [name, [text, value]] of Object.entries(READ)) {
  Deno.test(`parseYamlDocument() reads ${name}`, YAML_ONLY, () => {
    assertEquals(parse(text), value);
  });
}

const REFUSED: Readonly<Record<string, readonly [string, string]>> = {
  "an unclosed bracket": ["a: [1\n", "line"],
  "an unknown alias": ["a: *x\n", "unknown anchor 'x' referenced"],
  "an anchor in itself": ["a: &x [*x]\n", "anchor 'x' value contains itself"],
  "null as a key": ["~: 1\n", "unsupported map key"],
  "a list as a key": ["? [a]\n: 1\n", "unsupported map key"],
  "a merge of text": ["<<: a\n", "map merge requires map"],
  "an infinite number": ["a: .inf\n", "unsupported value"],
  "a wrong tag": ["a: !!int b\n", "cannot decode 'b' as a !!int"],
  "broken base64": ["a: !!binary '%'\n", "invalid base64"],
  "a control character": ["a: \u0007\n", "control characters"],
  "a tab as indentation": ["a:\n\tb: 1\n", "Tabs are not allowed"],
  "a line of a tab": ["a: 1\n\t\nb: 2\n", "tab"],
};

for (const [name, [text, reason]] of Object.entries(REFUSED)) {
  Deno.test(`parseYamlDocument() refuses ${name}`, YAML_ONLY, () => {
    assertThrows(() => parse(text), SyntaxError, reason);
  });
}

Deno.test(
  "parseYamlDocument() refuses what aliases would blow up",
  YAML_ONLY,
  () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]\n`,
    );
    assertThrows(
      () => parse(`a0: &a0 [1]\n${levels.join("")}`),
      SyntaxError,
      "excessive aliasing",
    );
  },
);
