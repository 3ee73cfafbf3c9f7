import { assert, assertEquals, assertMatch } from "@std/assert";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { tempDir } from "../support/temp_dir.ts";
import { startWrapper } from "../support/wrapper_process.ts";

/** Runs the program to its end. */
async function run(
  ...args: readonly string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  await using home = await tempDir();
  const etcd = await provisionEtcd("3.5");
  await using wrapper = startWrapper({
    args,
    home: home.path,
    dirs: [],
    etcd,
  });
  const { code } = await wrapper.ended();
  return { code, stdout: wrapper.stdout(), stderr: wrapper.stderr() };
}

/** Command lines that end with help or an error of use, before any log line. */
const REFUSED: readonly [string, readonly string[], number, RegExp][] = [
  ["no command", [], 1, /^no command given\n/],
  [
    "an unknown command",
    ["halt-etcd"],
    1,
    /^unknown command "halt-etcd"\n/,
  ],
  ["--help", ["--help"], 0, /start-etcd/],
  ["start-etcd -h", ["start-etcd", "-h"], 0, /^Usage of /],
  ["start-etcd -help", ["start-etcd", "-help"], 0, /^Usage of /],
  [
    "an unknown flag",
    ["start-etcd", "-nope"],
    2,
    /^flag provided but not defined: -nope\nUsage of /,
  ],
  [
    "a flag without its value",
    ["start-etcd", "--etcd-server-name"],
    2,
    /^flag needs an argument: -etcd-server-name\nUsage of /,
  ],
  [
    "three dashes",
    ["start-etcd", "---x"],
    2,
    /^bad flag syntax: ---x\nUsage of /,
  ],
  [
    "a duration without unit",
    ["start-etcd", "--etcd-ready-timeout=10"],
    2,
    /^invalid value "10" for flag -etcd-ready-timeout: parse error\nUsage of /,
  ],
  [
    "a bool in words",
    ["start-etcd", "--backup-restore-tls-enabled=yes"],
    2,
    /^invalid boolean value "yes" for -backup-restore-tls-enabled: parse error\n/,
  ],
  [
    "a positional argument",
    ["start-etcd", "--backup-restore-tls-enabled", "true"],
    2,
    /^unexpected argument: "true"\nUsage of /,
  ],
];

for (const [what, args, code, text] of REFUSED) {
  Deno.test(`F63 ${what} ends with ${code} and a text on standard error`, async () => {
    const ended = await run(...args);
    assertEquals([ended.code, ended.stdout], [code, ""]);
    assertMatch(ended.stderr, text);
    assert(ended.stderr.endsWith("\n"));
  });
}

const UNUSABLE: readonly [string, readonly string[], RegExp][] = [
  [
    "a sidecar address without a port",
    ["--backup-restore-host-port=localhost"],
    /backup-restore-host-port/,
  ],
  [
    "a sidecar address with a scheme",
    ["--backup-restore-host-port=http://localhost:8080"],
    /backup-restore-host-port/,
  ],
  [
    "TLS without a CA bundle",
    ["--backup-restore-tls-enabled"],
    /backup-restore-ca-cert-bundle-path/,
  ],
  [
    "an etcd port out of range",
    ["--etcd-client-port=70000"],
    /etcd-client-port/,
  ],
];

for (const [what, flags, text] of UNUSABLE) {
  Deno.test(`F63 ${what} ends with 1 and a fatal log line`, async () => {
    const { code, stdout, stderr } = await run("start-etcd", ...flags);
    assertEquals([code, stdout], [1, ""]);
    const { level, error } = JSON.parse(
      stderr.trimEnd().split("\n").pop() ?? "",
    );
    assertEquals(level, "fatal");
    assertMatch(error, text);
  });
}

Deno.test("F63 version prints three versions on standard output", async () => {
  const etcd = await provisionEtcd("3.5");
  const { code, stdout, stderr } = await run("version", `--etcd-path=${etcd}`);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(
    stdout,
    /^etcd-wrapper \d+\.\d+\.\d+\ndeno \d+\.\d+\.\d+\netcd 3\.5\.\d+\n$/,
  );
});
