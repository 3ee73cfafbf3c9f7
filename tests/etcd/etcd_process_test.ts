import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  describeEnd,
  type EtcdProcess,
  startEtcdProcess,
} from "../../lib/etcd/etcd_process.ts";
import { etcdEnvironment } from "../../lib/etcd/etcd_environment.ts";
import { runProgram } from "../support/program.ts";
import { tempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";

const LONG_MS = 60_000;
/** Ignores SIGTERM, and so does what takes its place. */
const STUBBORN = "trap '' TERM; : > $1; exec sleep 60";
const WILLING = ": > $1; exec sleep 60";
/** Has a handler for SIGTERM, as etcd does. */
const HANDLING = "trap 'exit 7' TERM; : > $1; while :; do sleep 0.02; done";
const NEVER = new AbortController().signal;

for (const code of [0, 1, 2, 127, 255]) {
  Deno.test(`startEtcdProcess() tells exit status ${code}`, async () => {
    const { ended } = startShell(`exit ${code}`);
    assertEquals(await ended, { code, signal: null });
    assertEquals(describeEnd(await ended), `exit status ${code}`);
  });
}

for (
  const [signal, code] of [
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGKILL", 137],
    ["SIGSEGV", 139],
  ] as const
) {
  Deno.test(`startEtcdProcess() tells an end by ${signal} (F52)`, async () => {
    const { ended } = startShell(`kill -${signal.slice(3)} $$; sleep 60`);
    assertEquals(await ended, { code, signal });
    assertEquals(describeEnd(await ended), `signal ${signal}`);
  });
}

Deno.test("stop() ends with SIGTERM in time", async () => {
  await using etcd = await startWaiting(WILLING);
  assertEquals(await etcd.stop({ timeoutMs: LONG_MS, kill: NEVER }), {
    code: 143,
    signal: "SIGTERM",
    wasKilled: false,
  });
});

Deno.test("stop() lets it end in its own way", async () => {
  await using etcd = await startWaiting(HANDLING);
  const end = await etcd.stop({ timeoutMs: LONG_MS, kill: NEVER });
  assertEquals(end, { code: 7, signal: null, wasKilled: false });
});

Deno.test("stop() kills at the deadline what ignores SIGTERM (F53)", async () => {
  await using etcd = await startWaiting(STUBBORN);
  assertEquals(await etcd.stop({ timeoutMs: 50, kill: NEVER }), {
    code: 137,
    signal: "SIGKILL",
    wasKilled: true,
  });
});

Deno.test("stop() kills at the deadline what is stopped by SIGSTOP (F53)", async () => {
  await using etcd = await startWaiting(HANDLING);
  Deno.kill(etcd.pid, "SIGSTOP");
  const { wasKilled } = await etcd.stop({ timeoutMs: 50, kill: NEVER });
  assertEquals(wasKilled, true);
});

Deno.test("stop() kills at once when it is told to (F54)", async () => {
  await using etcd = await startWaiting(STUBBORN);
  const kill = new AbortController();
  const stopping = etcd.stop({ timeoutMs: LONG_MS, kill: kill.signal });
  kill.abort();
  assertEquals((await stopping).signal, "SIGKILL");
});

Deno.test("stop() kills at once when it had been told to before", async () => {
  await using etcd = await startWaiting(STUBBORN);
  const kill = AbortSignal.abort();
  const end = await etcd.stop({ timeoutMs: LONG_MS, kill });
  assertEquals([end.signal, end.wasKilled], ["SIGKILL", true]);
});

Deno.test("stop() of what has ended tells how", async () => {
  const etcd = startShell("exit 3");
  await etcd.ended;
  const end = await etcd.stop({ timeoutMs: LONG_MS, kill: NEVER });
  assertEquals(end, { code: 3, signal: null, wasKilled: false });
});

Deno.test("startEtcdProcess() throws NotFound for a missing program", () => {
  assertThrows(
    () => startEtcdProcess({ path: "/nowhere/etcd", args: [] }),
    Deno.errors.NotFound,
  );
});

Deno.test("startEtcdProcess() scrubs the environment (F56)", async () => {
  const { code, stdout } = await runProgram("run_etcd_process.ts", {
    args: ["sh", "-c", "env"],
    env: {
      ETCD_NAME: "other",
      ETCD_CONFIG_FILE: "/nowhere",
      ETCD_MAIN_CLIENT_SERVICE_HOST: "10.0.0.1",
      HTTP_PROXY: "http://127.0.0.1:1",
      HTTPS_PROXY: "http://127.0.0.1:1",
      NOTIFY_SOCKET: "/run/systemd/notify",
      GOMEMLIMIT: "1GiB",
      HOME: "/somewhere",
    },
  });
  assertEquals(code, 0);
  const lines = stdout.split("\n");
  assert(
    lines.includes("GOMEMLIMIT=1GiB") && lines.includes("HOME=/somewhere"),
  );
  const names = lines.map((line) => line.split("=")[0] ?? "");
  assertEquals(
    names.filter((name) => /^ETCD|PROXY|NOTIFY|DENO/i.test(name)),
    [],
  );
});

Deno.test("startEtcdProcess() passes the output on byte for byte", async () => {
  const { code, stdout, stderr } = await runProgram("run_etcd_process.ts", {
    args: [
      "sh",
      "-c",
      "printf 'a\\t{\\0\\n\\nb'; printf 'no newline' >&2; exit 5",
    ],
  });
  assertEquals([code, stdout, stderr], [5, "a\t{\0\n\nb", "no newline"]);
});

Deno.test("etcdEnvironment() needs its own variables and no more", {
  permissions: {
    env: [
      "GODEBUG",
      "GOGC",
      "GOMAXPROCS",
      "GOMEMLIMIT",
      "GOTRACEBACK",
      "HOME",
      "PATH",
      "TZ",
    ],
  },
}, () => {
  assert("PATH" in etcdEnvironment());
  assertThrows(() => Deno.env.get("ETCD_NAME"), Deno.errors.NotCapable);
});

Deno.test("startEtcdProcess() runs the granted program and no other", {
  permissions: { run: ["true"], env: true },
}, async () => {
  const { ended } = startEtcdProcess({ path: "true", args: [] });
  assertEquals(await ended, { code: 0, signal: null });
  assertThrows(
    () => startEtcdProcess({ path: "false", args: [] }),
    Deno.errors.NotCapable,
  );
});

function startShell(script: string, ...args: string[]): EtcdProcess {
  return startEtcdProcess({ path: "sh", args: ["-c", script, "sh", ...args] });
}

/** Starts a script that creates the file `$1` when it is ready. */
async function startWaiting(
  script: string,
): Promise<EtcdProcess & AsyncDisposable> {
  await using dir = await tempDir();
  const etcd = startShell(script, `${dir.path}/ready`);
  await until("the process", () => Deno.stat(`${dir.path}/ready`));
  return {
    ...etcd,
    async [Symbol.asyncDispose]() {
      await etcd.stop({ timeoutMs: 0, kill: AbortSignal.abort() });
    },
  };
}
