import { assert, assertEquals } from "@std/assert";
import { parsePlainDocument } from "../../lib/config/plain_document.ts";
import { parseYamlDocument } from "../../lib/config/yaml_document.ts";
import { memberConfig } from "../support/member_config.ts";
import { createRandom, mutate } from "./mutations.ts";
import { YAML_ONLY } from "./yaml_permissions.ts";

const TLS = { certFile: "/a/b.crt", keyFile: "/a/b.key" };
const MEMBER = { dataDir: "/var/etcd/data", clientPort: 2379, peerPort: 2380 };
const SERVED = {
  ...Object.fromEntries(
    ["one_member", "one_member_tls", "three_members"].map((name) => [
      name,
      Deno.readTextFileSync(new URL(`testdata/${name}.yaml`, import.meta.url)),
    ]),
  ),
  "a plain member": memberConfig(MEMBER),
  "a fast member with TLS": memberConfig({
    ...MEMBER,
    tls: { ...TLS, trustedCaFile: "/a/ca.crt" },
    peerTls: TLS,
    fast: true,
  }),
};

/** Tells whether the text is plain, and if so, that the library agrees. */
function isPlain(text: string): boolean {
  const value = parsePlainDocument(text);
  if (value === undefined) return false;
  let expected: unknown;
  try {
    expected = entriesOf(parseYamlDocument(text));
  } catch (error) {
    expected = error;
  }
  assertEquals(entriesOf(value), expected, JSON.stringify(text));
  return true;
}

/** Lists, so that the order of the keys counts. */
function entriesOf(value: unknown): unknown {
  return value instanceof Map
    ? [...value].map(([key, item]) => [key, entriesOf(item)])
    : value;
}

for (const [name, text] of Object.entries(SERVED)) {
  Deno.test(`parsePlainDocument() reads ${name}`, YAML_ONLY, () => {
    assert(isPlain(text));
  });
}

Deno.test(
  "parsePlainDocument() agrees with the library on 6000 mutations",
  YAML_ONLY,
  () => {
    const texts = Object.values(SERVED);
    let plain = 0;
    for (let seed = 0; seed < 6000; seed++) {
      const random = createRandom(seed);
      const text = mutate(texts[random(texts.length)] ?? "", random);
      if (isPlain(text)) plain++;
    }
    // Neither answer can be the one to everything.
    assert(plain > 1000 && plain < 5000, `${plain} plain documents`);
  },
);

/** One of each kind, and all that mean something to YAML. */
const CHARS = [..."aeo07_./=,:-+'\" #&*!|>%@`?~<\\[]{}\n\t\r\u00e9\u2028"];

for (
  const [where, place] of [
    ["value", (text: string) => `k: ${text}\nl: 1\n`],
    ["value of a section", (text: string) => `k:\n  m: ${text}\n  n: 1\n`],
    ["key", (text: string) => `k: 1\n${text}: 1\n`],
    ["line", (text: string) => `k:\n${text}\n`],
    ["end", (text: string) => `k: 1${text}`],
  ] as [string, (text: string) => string][]
) {
  Deno.test(
    `parsePlainDocument() agrees with the library on any short ${where}`,
    YAML_ONLY,
    () => {
      for (const first of CHARS) {
        for (const second of ["", ...CHARS]) {
          for (const third of second === "" ? [""] : ["", ...CHARS]) {
            isPlain(place(first + second + third));
          }
        }
      }
    },
  );
}

const PLAIN: Readonly<Record<string, readonly [string, unknown]>> = {
  "every kind of scalar": [
    "a: 1\nb: yes\nc: null\nd: 1.5\ne: 18446744073709551615\nf: 010\ng: x\nh:\n",
    [
      ["a", 1],
      ["b", true],
      ["c", null],
      ["d", 1.5],
      [
        "e",
        18446744073709551615n,
      ],
      ["f", 8],
      ["g", "x"],
      ["h", null],
    ],
  ],
  "quoted scalars": [`a: '1'\nb: "yes"\nc: ''\nd: ":"\n`, [
    ["a", "1"],
    ["b", "yes"],
    ["c", ""],
    ["d", ":"],
  ]],
  "sections and keys after them": [
    "a:\n  b: 1\n  c:\nd:\n  b: 2\ne:\n",
    [["a", [["b", 1], ["c", null]]], ["d", [["b", 2]]], ["e", null]],
  ],
  "a last line without an end": ["a: 1", [["a", 1]]],
};

for (const [name, [text, value]] of Object.entries(PLAIN)) {
  Deno.test(`parsePlainDocument() reads ${name}`, YAML_ONLY, () => {
    assert(isPlain(text));
    assertEquals(entriesOf(parsePlainDocument(text)), value);
  });
}

const LEFT: Readonly<Record<string, readonly string[]>> = {
  "nothing": ["", "\n", "\n\n"],
  "blank lines": ["a: 1\n\n", "a: 1\n\nb: 2\n", "\na: 1\n", "a:\n  \n"],
  "comments": ["# a\na: 1\n", "a: 1 # b\n", "a:\n  # b\n  c: 1\n", "a: #\n"],
  "flow style": ["a: [1]\n", "a: {b: 1}\n", "{a: 1}\n", "a: []\n"],
  "lists": ["- a\n", "a:\n- b\n", "a:\n  - b\n", "a: -\n", "a: - b\n"],
  "anchors, aliases and tags": [
    "a: &b 1\n",
    "a: *b\n",
    "a: !!str 1\n",
    "a: ! 1\n",
    "!a b: 1\n",
    "&a b: 1\n",
  ],
  "merges": ["<<: 1\n", "a:\n  <<: 1\n", '"<<": 1\n'],
  "blocks of text": ["a: |\n  b\n", "a: >\n  b\n", "a: |-\n"],
  "several lines": ["a: b\n  c\n", "a:\n  b\n", "a: 'b\n  c'\n", "a: b\nc\n"],
  "tabs": ["a:\t1\n", "a: 1\t\n", "\ta: 1\n", "a:\n\tb: 1\n", "a: b\tc\n"],
  "carriage returns": ["a: 1\r\n", "a: 1\rb: 2\n"],
  "markers and directives": [
    "---\na: 1\n",
    "a: 1\n---\n",
    "a: 1\n...\n",
    "%YAML 1.1\n---\na: 1\n",
  ],
  "a byte order mark": ["\ufeffa: 1\n", "a: \ufeff1\n"],
  "spaces where none is needed": ["a: 1 \n", "a:  1\n", "a : 1\n", "a: \n"],
  "texts with spaces": ["a: b c\n", "a: 'b c'\n", 'a: "b c"\n'],
  "escapes": ["a: 'b''c'\n", 'a: "\\n"\n', 'a: "\\"\n'],
  "half quotes": ["a: 'b\n", "a: b'\n", "a: 'b\"\n", "a: ''b\n", "a: 'b'c\n"],
  "quoted keys": ["'a': 1\n", '"a": 1\n'],
  "keys that are no text": ["y: 1\n", "on: 1\n", "null: 1\n", "1: 2\n"],
  "such keys in a section": [
    "a:\n  No: 1\n",
    "a:\n  Null: 1\n",
    "a:\n  1: 2\n",
  ],
  "keys of other forms": [
    "? a\n",
    "? a\n: b\n",
    ": a\n",
    `${"k".repeat(101)}: 1\n`,
  ],
  "numbers that JSON does not have": ["a: .inf\n", "a: .NaN\n", "a: -.inf\n"],
  "a colon at the end": ["a: b:\n", "a: b: c\n", "a::\n", "a: :\n", "a: b::\n"],
  "equal keys": [
    "a: 1\na: 2\n",
    "a:\n  b: 1\na:\n  c: 2\n",
    "a:\n  b: 1\n  b: 2\n",
    "a:\n  b: 1\na: 1\n",
  ],
  "odd indentation": [
    "  a: 1\n",
    " a: 1\n",
    "a:\n b: 1\n",
    "a:\n   b: 1\n",
    "a:\n    b: 1\n",
    "a:\n  b:\n    c: 1\n",
    "a:\n  b: 1\n c: 1\n",
    "a:\n  b: 1\n   c: 1\n",
  ],
  "a section below a value": [
    "a: 1\n  b: 2\n",
    "a: ''\n  b: 2\n",
    "a: ~\n  b: 2\n",
  ],
  "what is no mapping": ["a\n", "404\n", "a:1\n", "'a'\n", "http://a:1\n"],
};

for (const [name, texts] of Object.entries(LEFT)) {
  Deno.test(
    `parsePlainDocument() leaves ${name} to the library`,
    YAML_ONLY,
    () => {
      for (const text of texts) {
        assertEquals(parsePlainDocument(text), undefined, JSON.stringify(text));
      }
    },
  );
}
