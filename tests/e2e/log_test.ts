import { assert, assertEquals, assertMatch } from "@std/assert";
import { createPod, type Pod } from "../support/pod.ts";

const KEYS = ["level", "ts", "caller", "msg"];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const CALLER = /^[a-z_]+\/[a-z_]+\.ts:\d+$/;

/** Runs a member with a sidecar that fails once, to its end. */
async function runWithOneFailure(
  pod: Pod,
  args: readonly string[],
): Promise<{ lines: string[]; stdout: string }> {
  pod.sidecar.faults.once("/initialization/status", { status: 500 });
  await using wrapper = pod.start({ args });
  await pod.answers(200);
  wrapper.kill("SIGTERM");
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
  return {
    lines: wrapper.stderr().trimEnd().split("\n"),
    stdout: wrapper.stdout(),
  };
}

Deno.test("F64 every line on standard error is JSON with the original's keys in its order", async () => {
  await using pod = await createPod();
  const { lines, stdout } = await runWithOneFailure(pod, []);
  assertEquals(stdout, "");
  const own = lines.map((line) => JSON.parse(line))
    .filter(({ caller }) => String(caller).includes(".ts:"));
  for (const line of own) {
    const keys = Object.keys(line);
    assertEquals(keys.slice(0, KEYS.length), KEYS);
    assertMatch(line.ts, TIME);
    assertMatch(line.caller, CALLER);
    assert(["info", "warn", "error"].includes(line.level), line.level);
    const isFailure = line.level === "error";
    assertEquals(keys.indexOf("stacktrace"), isFailure ? keys.length - 1 : -1);
  }
  const failures = own.filter(({ level }) => level === "error");
  assertEquals(failures.map(({ msg }) => msg), [
    "error while fetching initialization status",
  ]);
  assertMatch(failures[0].error, /\/initialization\/status: HTTP 500/);
});

Deno.test("F64 the original's messages are there, in its order", async () => {
  await using pod = await createPod();
  const { lines } = await runWithOneFailure(pod, []);
  const messages = lines.map((line) => JSON.parse(line).msg);
  let last = -1;
  for (
    const message of [
      "Initializing application",
      "error while fetching initialization status",
      "Fetched initialization status is `New`. Triggering etcd initialization with validation mode",
      "Fetched initialization status",
      "Etcd initialization succeeded",
      "Fetched and written etcd configuration",
      "Starting HTTP server at addr",
      "etcd server is now ready to serve client requests",
      "caught shutdown signal",
      "application context has been cancelled",
      "closed etcd server",
      "HTTP(S) server closed gracefully.",
    ]
  ) {
    const index = messages.indexOf(message, last + 1);
    assert(index > last, `"${message}" is missing after line ${last}`);
    last = index;
  }
  assert(messages[0].startsWith("Running with flags: admin-socket"));
  assertMatch(messages[0], /etcd-ready-timeout: 0s, .*etcd-stop-timeout: 25s/);
});

Deno.test("F64 --log-format=text writes lines for people", async () => {
  await using pod = await createPod();
  const { lines } = await runWithOneFailure(pod, ["--log-format=text"]);
  const own = lines.filter((line) => !line.startsWith("{"));
  assertMatch(own[0] ?? "", /^\d{4}-\S+Z INFO {2}Running with flags: /);
  assert(own.some((line) => / ERROR error while fetching/.test(line)));
});

Deno.test("F64 --log-level=error leaves nothing but failures", async () => {
  await using pod = await createPod();
  const { lines } = await runWithOneFailure(pod, ["--log-level=error"]);
  const levels = lines.map((line) => JSON.parse(line))
    .filter(({ caller }) => String(caller).includes(".ts:"))
    .map(({ level }) => level);
  assertEquals(levels, ["error"]);
});
