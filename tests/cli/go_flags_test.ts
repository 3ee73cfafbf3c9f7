import { assertEquals, assertThrows } from "@std/assert";
import type { Flag } from "../../lib/cli/flag_table.ts";
import { formatUsage, parseGoFlags } from "../../lib/cli/go_flags.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";

const PURE = { permissions: "none" } as const;
const FLAGS: readonly Flag[] = [
  { name: "name", kind: "string", default: "", help: "A name" },
  { name: "port", kind: "int", default: 80, help: "A port" },
  { name: "tls", kind: "bool", default: false, help: "TLS" },
  { name: "wait", kind: "duration", default: 0, help: "A time" },
];
const DEFAULTS = { name: "", port: 80, tls: false, wait: 0 };

function parse(...args: string[]): Record<string, unknown> {
  return parseGoFlags(args, FLAGS);
}

function failure(...args: string[]): UsageError {
  return assertThrows(() => parse(...args), UsageError);
}

Deno.test("parseGoFlags() gives the defaults without arguments", PURE, () => {
  assertEquals(parse(), DEFAULTS);
});

Deno.test("parseGoFlags() takes every spelling of a flag", PURE, () => {
  for (
    const args of [
      ["-name=x"],
      ["--name=x"],
      ["-name", "x"],
      ["--name", "x"],
      ["--name=y", "-name", "x"],
    ]
  ) {
    assertEquals(parse(...args), { ...DEFAULTS, name: "x" }, args.join(" "));
  }
});

Deno.test("parseGoFlags() takes values that look like flags", PURE, () => {
  assertEquals(parse("--name", "--tls").name, "--tls");
  assertEquals(parse("--name=a=b").name, "a=b");
  assertEquals(parse("--name=").name, "");
});

Deno.test("parseGoFlags() reads values by their flag's kind", PURE, () => {
  assertEquals(parse("-tls", "-port=0x10", "-wait", "1.5s"), {
    ...DEFAULTS,
    tls: true,
    port: 16,
    wait: 1500,
  });
  assertEquals(parse("-tls=F").tls, false);
});

Deno.test("parseGoFlags() lets the last one win", PURE, () => {
  assertEquals(parse("-tls", "-tls=false", "-port=1", "-port=2"), {
    ...DEFAULTS,
    port: 2,
  });
});

Deno.test("parseGoFlags() fails with Go's texts and exit code 2", PURE, () => {
  const cases: [string[], string][] = [
    [["-nope"], "flag provided but not defined: -nope"],
    [["--nope=1"], "flag provided but not defined: -nope"],
    [["-name"], "flag needs an argument: -name"],
    [["---x"], "bad flag syntax: ---x"],
    [["--=x"], "bad flag syntax: --=x"],
    [["-wait=10"], 'invalid value "10" for flag -wait: parse error'],
    [["-port=x"], 'invalid value "x" for flag -port: parse error'],
    [
      ["-port=99999999999999999999"],
      'invalid value "99999999999999999999" for flag -port: value out of range',
    ],
    [["-tls=yes"], 'invalid boolean value "yes" for -tls: parse error'],
    [["-tls", "true"], 'unexpected argument: "true"'],
    [["--", "-tls"], 'unexpected argument: "-tls"'],
    [["-"], 'unexpected argument: "-"'],
    // Go checks each value as it comes, the first bad one ends it.
    [["-port=x", "-nope"], 'invalid value "x" for flag -port: parse error'],
    [["-port=x", "-port=1"], 'invalid value "x" for flag -port: parse error'],
  ];
  for (const [args, text] of cases) {
    const error = failure(...args);
    assertEquals(error.message, `${text}\n${formatUsage(FLAGS)}`);
    assertEquals(error.exitCode, 2);
  }
});

Deno.test(
  "parseGoFlags() takes a lone -- as the end of the flags",
  PURE,
  () => {
    assertEquals(parse("-tls", "--"), { ...DEFAULTS, tls: true });
  },
);

Deno.test(
  "parseGoFlags() gives the usage for -h with exit code 0",
  PURE,
  () => {
    for (const spelling of ["-h", "--h", "-help", "--help"]) {
      const error = failure(spelling);
      assertEquals(error.exitCode, 0);
      assertEquals(
        error.message,
        `Usage of etcd-wrapper:
  -name string
    \tA name
  -port int
    \tA port (default 80)
  -tls
    \tTLS
  -wait duration
    \tA time`,
      );
    }
  },
);
