import { assertEquals, assertThrows } from "@std/assert";
import { START_ETCD_FLAGS } from "../../lib/cli/flag_table.ts";
import { formatHelp } from "../../lib/cli/help.ts";
import { type ParsedVerb, parseVerb } from "../../lib/cli/parse_verb.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";
import type { Verb } from "../../lib/cli/verb.ts";

const PURE = { permissions: "none" } as const;
const load = () => Promise.resolve(() => Promise.resolve(0));
const VERBS: readonly Verb[] = [
  { name: "show", summary: "Show it", load },
  {
    name: "paint wall",
    summary: "Paint a wall",
    description: "The wall stays where it is.",
    args: [
      { name: "COLOUR", help: "The colour", choices: ["red", "blue"] },
      { name: "FILE", help: "A file", isOptional: true, isRepeated: true },
    ],
    flags: [
      { name: "coats", kind: "int", default: 1, help: "Number of coats" },
      {
        name: "gloss",
        kind: "string",
        default: "matt",
        choices: ["matt", "shiny"],
        help: "Gloss",
      },
    ],
    load,
  },
  { name: "paint door", summary: "Paint a door", load },
];
const WALL_HELP = `Paint a wall

The wall stays where it is.

USAGE:
  etcd-wrapper paint wall COLOUR [FILE...] [flags]

ARGUMENTS:
  COLOUR
    \tThe colour
  FILE
    \tA file

FLAGS:
  -coats int
    \tNumber of coats (default 1)
  -gloss string
    \tGloss (default "matt")`;
const GROUP_HELP = `COMMANDS:
  etcd-wrapper paint wall  Paint a wall
  etcd-wrapper paint door  Paint a door`;

function parse(line: string): ParsedVerb {
  return parseVerb(line === "" ? [] : line.split(" "), VERBS);
}

function failure(line: string): [text: string, code: number] {
  const { message, exitCode } = assertThrows(() => parse(line), UsageError);
  return [message, exitCode];
}

Deno.test(
  "parseVerb() takes flags before, between and behind arguments",
  PURE,
  () => {
    for (
      const line of [
        "paint wall --coats=2 red a b",
        "paint wall red -coats 2 a b",
        "paint wall red a b --coats 2",
        "paint wall --coats=2 -- red a b",
      ]
    ) {
      const { verb, flags, args } = parse(line);
      assertEquals(verb.name, "paint wall");
      assertEquals(flags, { coats: 2, gloss: "matt" });
      assertEquals(args, ["red", "a", "b"]);
    }
    assertEquals(parse("paint wall red -- --x").args, ["red", "--x"]);
    assertEquals(parse("show").args, []);
  },
);

Deno.test("parseVerb() gives help with exit code 0 on request", PURE, () => {
  for (const line of ["--help", "-h", "-help", "help", "help --help"]) {
    assertEquals(failure(line), [formatHelp(VERBS), 0]);
  }
  for (
    const line of [
      "help paint wall",
      "paint wall --help",
      "paint wall red -h",
    ]
  ) {
    assertEquals(failure(line), [WALL_HELP, 0]);
  }
  for (const line of ["help paint", "paint --help", "paint help"]) {
    assertEquals(failure(line), [GROUP_HELP, 0]);
  }
  assertEquals(failure("help show"), [
    "Show it\n\nUSAGE:\n  etcd-wrapper show",
    0,
  ]);
});

Deno.test(
  "parseVerb() fails with help and exit code 1 without a known verb",
  PURE,
  () => {
    const help = formatHelp(VERBS);
    const cases: [string, string][] = [
      ["", `no command given\n\n${help}`],
      ["stop-etcd", `unknown command "stop-etcd"\n\n${help}`],
      ["--port=1", `unknown command "--port=1"\n\n${help}`],
      [
        "shwo",
        `unknown command "shwo": did you mean "show"?\n\n${help}`,
      ],
      [
        "help start-etc",
        `unknown command "start-etc": did you mean "start-etcd"?\n\n${help}`,
      ],
      ["paint", `paint is not a command of its own\n\n${GROUP_HELP}`],
      ["paint roof", `unknown command "paint roof"\n\n${GROUP_HELP}`],
    ];
    for (const [line, text] of cases) assertEquals(failure(line), [text, 1]);
  },
);

Deno.test(
  "parseVerb() says what is wrong with the arguments, with exit code 2",
  PURE,
  () => {
    const cases: [string, string][] = [
      ["paint wall", "COLOUR is missing"],
      ["paint wall green", 'COLOUR "green" is none of red, blue'],
      ["paint wall red --nope", "flag provided but not defined: -nope"],
      ["paint wall red --coats", "flag needs an argument: -coats"],
      [
        "paint wall red --gloss=wet",
        'invalid value "wet" for flag -gloss: give matt or shiny',
      ],
    ];
    const usage =
      "USAGE:\n  etcd-wrapper paint wall COLOUR [FILE...] [flags]\n\n" +
      '"etcd-wrapper help paint wall" tells more.';
    for (const [line, problem] of cases) {
      assertEquals(failure(line), [`${problem}\n\n${usage}`, 2]);
    }
    assertEquals(failure("show it"), [
      'unexpected argument: "it"\n\nUSAGE:\n  etcd-wrapper show\n\n' +
      '"etcd-wrapper help show" tells more.',
      2,
    ]);
  },
);

Deno.test("formatHelp() names the commands and every flag", PURE, () => {
  const help = formatHelp(VERBS);
  const until = help.indexOf("\n  -admin-socket string");
  assertEquals(
    help.slice(0, until),
    `etcd-wrapper starts an etcd member beside its backup-restore sidecar, tells whether it is
ready, and stops it well.

USAGE:
  etcd-wrapper start-etcd [flags]
  etcd-wrapper COMMAND [arguments] [flags]
  etcd-wrapper help COMMAND

COMMANDS:
  start-etcd  Initialize the data, start etcd and supervise it until it is stopped
  show        Show it
  paint wall  Paint a wall
  paint door  Paint a door

FLAGS of start-etcd:`,
  );
  const names = [...help.matchAll(/^ {2}-([\w-]+)/gm)].map(([, name]) => name);
  assertEquals(names, START_ETCD_FLAGS.map(({ name }) => name));
});
