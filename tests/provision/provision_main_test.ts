import { assertEquals, assertStringIncludes } from "@std/assert";
import { writeEtcd } from "./script.ts";
import { makeTempDir } from "./temp_dir.ts";

const SUPPORT = `${import.meta.dirname}/../support`;

async function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", `${SUPPORT}/${program}`, ...args],
    env: { ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const { code } = output;
  return { code, stdout: text(output.stdout), stderr: text(output.stderr) };
}

for (
  const [args, version] of [
    [[], "3.5.9"],
    [["--", "3.6"], "3.6.9"],
    [["3.6"], "3.6.9"],
  ] as const
) {
  Deno.test(`provision_main prints the path last for: ${args.join(" ")}`, async () => {
    await using temp = await makeTempDir();
    const path = await writeEtcd(`${temp.path}/etcd`, version);
    const name = `ETCD_BIN_${version.slice(0, 3).replace(".", "_")}`;
    const { code, stdout, stderr } = await run(
      "etcd/provision_main.ts",
      args,
      { [name]: path },
    );
    assertEquals({ code, stdout }, { code: 0, stdout: `${path}\n` });
    assertStringIncludes(stderr, version);
  });
}

Deno.test("provision_main takes any version that is given as a path", async () => {
  await using temp = await makeTempDir();
  const path = await writeEtcd(`${temp.path}/etcd`, "3.7.3");
  const args = ["--etcd-path", path];
  const { code, stdout } = await run("etcd/provision_main.ts", args);
  assertEquals({ code, stdout }, { code: 0, stdout: `${path}\n` });
});

Deno.test("provision_main fails with the reason, and with 2 for wrong usage", async () => {
  const missing = await run("etcd/provision_main.ts", ["--etcd-path", "/x/y"]);
  assertEquals([missing.code, missing.stdout], [1, ""]);
  for (const args of [["--bogus"], ["3.9"], ["3.5", "3.6"]]) {
    const { code, stderr } = await run("etcd/provision_main.ts", args);
    assertEquals(code, 2);
    assertStringIncludes(stderr, "Usage: deno task etcd");
  }
});

Deno.test("provision_sidecar_main refuses a sidecar of another version", async () => {
  await using temp = await makeTempDir();
  const path = await writeEtcd(`${temp.path}/etcdbrctl`, "0.1.2");
  const { code, stderr } = await run(
    "backup_restore/provision_sidecar_main.ts",
    ["--etcdbrctl-path", path],
  );
  assertEquals(code, 1);
  assertStringIncludes(stderr, "is 0.1.2, wanted is 0.43.0");
});
