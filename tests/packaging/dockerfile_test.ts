import { assert, assertEquals, assertMatch } from "@std/assert";
import { PINNED_VERSIONS } from "../support/etcd/etcd_line.ts";

const ROOT = new URL("../../", import.meta.url);

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** Splits a Dockerfile into instructions, lines joined, comments left out. */
function parseDockerfile(text: string): Instruction[] {
  return text
    .replaceAll(/^\s*#.*\n/gm, "")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [name = "", ...words] = line.split(" ");
      return { name, rest: words.join(" ") };
    });
}

const instructions = parseDockerfile(
  await Deno.readTextFile(new URL("Dockerfile", ROOT)),
);

function all(name: string): string[] {
  return instructions.filter((it) => it.name === name).map((it) => it.rest);
}

/** The build arguments' defaults. */
const defaults = new Map(
  all("ARG").map((it) => it.split("=") as [string, string]),
);

function resolved(text: string): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name) => defaults.get(name) ?? "");
}

Deno.test("Dockerfile builds every stage on a tag that is not the newest", () => {
  for (const from of all("FROM")) {
    const [image = ""] = resolved(from).split(" ");
    assertMatch(image, /^[^:]+:(v?\d+\.\d+\.\d+|nonroot)$/);
  }
  const last = resolved(all("FROM").at(-1) ?? "");
  assertMatch(last, /^gcr\.io\/distroless\/cc-debian\d+:nonroot$/);
});

Deno.test("Dockerfile gives every build argument a default", () => {
  for (const name of ["DENO_VERSION", "ETCD_VERSION", "DATA_ROOT"]) {
    assert(defaults.get(name), `ARG ${name}`);
  }
});

Deno.test("Dockerfile takes the etcd that the tests run on", () => {
  assertEquals(defaults.get("ETCD_VERSION"), PINNED_VERSIONS["3.5"]);
});

Deno.test("Dockerfile takes the Deno that the documents and the workflow name", async () => {
  const files = ["README.md", ".github/workflows/ci.yml"];
  for (const file of files) {
    const text = await Deno.readTextFile(new URL(file, ROOT)).catch(() => "");
    const named = text.matchAll(
      /(?:deno@|deno-version: *['"]?v?)(\d+\.\d+\.\d+)/g,
    );
    for (const [, version] of named) {
      assertEquals([file, version], [file, defaults.get("DENO_VERSION")]);
    }
  }
});

Deno.test("Dockerfile takes the grants from deno.json alone", async () => {
  for (const run of all("RUN")) {
    assertEquals(run.match(/ -A\b|--allow|--permission|deno compile/), null);
  }
  const config = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", ROOT)),
  );
  assertMatch(all("RUN").join("\n"), /^deno task compile /m);
  // The task's own process needs everything; the program gets its list.
  assertEquals(/--allow/.test(config.tasks.compile), false);
});

Deno.test("deno.json grants lists, but for the network", async () => {
  const { permissions } = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", ROOT)),
  );
  assertEquals(Object.keys(permissions), ["default"]);
  const { net, ...lists } = permissions.default;
  assertEquals(net, true);
  assertEquals(
    Object.keys(lists).sort(),
    ["env", "read", "run", "sys", "write"],
  );
  for (const [kind, list] of Object.entries(lists)) {
    assert(Array.isArray(list) && list.length > 0, kind);
  }
  for (const path of [...lists.read, ...lists.write, ...lists.run]) {
    // A name would mean whatever PATH leads to when the program starts.
    assertMatch(path, /^(\/[^/]+)+$/);
  }
});

Deno.test("Dockerfile puts etcd beside the program, where it may be run", async () => {
  const { permissions } = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", ROOT)),
  );
  const copies = all("COPY").map((it) => it.split(" "));
  const etcd = copies.find(([from]) => from === "--from=etcd")?.at(-1) ?? "";
  const program = copies.find(([from]) => from === "--from=program")?.at(-1);
  assertEquals(etcd, "/etcd");
  assertEquals(JSON.parse(all("ENTRYPOINT").at(-1) ?? ""), [program]);
  assert(permissions.default.run.includes(etcd));
  assert(permissions.default.read.includes(etcd));
});

Deno.test("Dockerfile copies what is in the repository, and no packages", async () => {
  const local = all("COPY").map((it) => it.split(" "))
    .filter(([first]) => !first?.startsWith("--"));
  assert(local.length > 0);
  for (const path of local.flatMap((words) => words.slice(0, -1))) {
    assertEquals(/node_modules|^\.\/?$/.test(path), false);
    await Deno.stat(new URL(path, ROOT));
  }
});

Deno.test("Dockerfile ends as the image's user in the root folder, labelled", () => {
  assertEquals(all("USER").at(-1), "65532:65532");
  assertEquals(all("WORKDIR").at(-1), "/");
  for (const label of ["title", "description", "licenses", "version"]) {
    assertMatch(
      all("LABEL").join(" "),
      new RegExp(`org\\.opencontainers\\.image\\.${label}="[^"]+"`),
    );
  }
});
