import { assert, assertEquals, assertMatch } from "@std/assert";
import { createPod, type Pod } from "../support/pod.ts";
import { get, put } from "../support/etcd_api.ts";
import { pathExists } from "../support/path_exists.ts";
import { until } from "../support/until.ts";
import { runVerb, type VerbEnd } from "../support/verb_process.ts";

for (const etcdLine of ["3.4", "3.5", "3.6"] as const) {
  Deno.test(`verbs: a single member is shown, compacted, defragmented, saved and stopped, on etcd ${etcdLine}`, async () => {
    await using pod = await createPod({ etcdLine });
    await using wrapper = await pod.startReady();
    const run = verbsOf(pod);
    const status = await until("the member's facts", async () => {
      const end = await run("status");
      return end.stdout.includes("quorum") ? end : undefined;
    });
    assertEquals([status.code, status.stderr], [0, ""]);
    assertMatch(status.stdout, /^ready +yes\n/);
    assertMatch(status.stdout, /\nmember +etcd-main-0, leader\n/);
    const document = JSON.parse((await run("status", "--output=json")).stdout);
    assertEquals(document.connection, {
      clientUrl: `http://localhost:${pod.clientPort}`,
      caFile: "",
      certFile: "",
      keyFile: "",
    });

    const members = await run("members");
    assertEquals([members.code, members.stderr], [0, ""]);
    assertMatch(
      members.stdout,
      /^NAME .*\netcd-main-0 \* .* leader +healthy +3/,
    );

    const api = { endpoints: pod.clientUrl };
    for (let index = 0; index < 20; index++) {
      await put(api, "key", `${index}`);
    }
    const compacted = await run("compact", "--keep=5", "--physical");
    assertEquals(compacted.code, 0, compacted.stderr);
    assertMatch(compacted.stdout, /^compacted up to revision 16 of 21; /);
    const again = await run("compact", "--revision=16");
    assertEquals(again.code, 1);
    assertMatch(again.stderr, /required revision has been compacted/);

    const defragged = await run("defrag");
    assertEquals(defragged.code, 0, defragged.stderr);
    assertMatch(
      defragged.stdout,
      /^etcd-main-0 \(leader\): [\d.]+ KiB -> [\d.]+ KiB in [\d.]+ s\n$/,
    );
    assertEquals(await get(api, "key"), "19");

    const file = `${pod.dir}/snap.db`;
    const saved = await run("snapshot", "save", file);
    assertEquals(saved.code, 0, saved.stderr);
    assertMatch(saved.stdout, /revision 21, in .*\nverified: every page, and /);
    const { mode } = await Deno.stat(file);
    assertEquals((mode ?? 0) & 0o777, 0o600);
    const refused = await run("snapshot", "save", file);
    assertEquals([refused.code, refused.stdout], [22, ""]);
    assertMatch(refused.stderr, /^Refused to write ".*": it exists/);

    const moved = await run("move-leader");
    assertEquals(moved.code, 22);
    assertMatch(moved.stderr, /there is no other healthy voter/);
    assertEquals((await run("alarm", "list")).stdout, "there is no alarm\n");
    assertEquals((await run("alarm", "disarm")).stdout, "there is no alarm\n");

    const stopped = await run("stop", "--wait");
    assertEquals(stopped.code, 0, stopped.stderr);
    assertEquals(stopped.stdout, "the member has been stopped\n");
    assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
    assertEquals(
      await pathExists(`${pod.dataVolumeDir}/etcd-wrapper.sock`),
      false,
    );
    const gone = await run("status");
    assertEquals([gone.code, gone.stdout], [20, ""]);
    assertMatch(gone.stderr, /^There is no admin socket /);
  });
}

Deno.test("verbs: logs level changes what the daemon writes", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  const run = verbsOf(pod);
  assertEquals((await run("logs", "level")).stdout, "info\n");
  assertEquals((await run("logs", "level", "debug")).stdout, "debug\n");
  await wrapper.logged("changed the log level");
  await until(
    "a line at debug level",
    () => wrapper.log().some(({ level }) => level === "debug"),
  );
  const { code, stderr } = await run("logs", "level", "loud");
  assertEquals(code, 2);
  assertMatch(stderr, /^LEVEL "loud" is none of debug, info, warn, error\n/);
});

Deno.test("verbs: status answers while the sidecar validates, and --stop-on-socket-only leaves stop to the socket", async () => {
  await using pod = await createPod({ sidecar: { initializationMs: 60_000 } });
  await using wrapper = pod.start({ args: ["--stop-on-socket-only"] });
  await wrapper.logged("listening on the admin socket");
  await until(
    "the sidecar to be asked",
    () => pod.sidecar.initializations.length > 0,
  );
  const run = verbsOf(pod);
  const status = await run("status");
  assertEquals(status.code, 23);
  assertMatch(status.stdout, /^ready +no\nphase +initializing, for /);
  const members = await run("members");
  assertEquals(members.code, 20);
  assertMatch(members.stderr, /^etcd does not run yet: the daemon is init/);
  assertEquals((await run("stop", "--wait")).code, 0);
  // As a signal that comes before etcd runs.
  assertEquals((await wrapper.ended()).code, 1);
});

Deno.test("verbs: --stop-on-socket-only refuses POST /stop on the port", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady({
    args: ["--stop-on-socket-only"],
  });
  const url = `http://127.0.0.1:${pod.wrapperPort}/stop`;
  const response = await fetch(url, { method: "POST" });
  assertEquals(response.status, 403);
  assertMatch(await response.text(), /on its admin socket only/);
  assertEquals(await pod.readyz(), 200);
  const end = await verbsOf(pod)("stop");
  assertEquals([end.code, end.stdout], [0, "the member is being stopped\n"]);
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
});

Deno.test("verbs: a daemon that was killed is told from one that is not there", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  wrapper.kill("SIGKILL");
  await wrapper.ended();
  const run = verbsOf(pod);
  for (const verb of [["status"], ["members"], ["stop"], ["logs", "level"]]) {
    const { code, stderr } = await run(...verb);
    assertEquals(code, 20);
    assertMatch(stderr, /the daemon was killed and has not been started again/);
  }
  // With an endpoint the daemon is not needed.
  const members = await run("members", `--endpoint=${pod.clientUrl}`);
  assertEquals(members.code, 0, members.stderr);
  await using _next = await pod.startReady();
  assertEquals((await run("status")).code, 0);
});

/** Verbs that need nothing but etcd. */
const ETCD_VERBS: readonly (readonly string[])[] = [
  ["members"],
  ["move-leader"],
  ["defrag"],
  ["defrag", "--all"],
  ["alarm", "list"],
  ["alarm", "disarm"],
  ["compact", "--keep=1"],
  ["snapshot", "save", "x.db"],
];

Deno.test("verbs: each ends by its deadline when etcd hangs, and leaves nothing behind", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  const etcdPid = await wrapper.etcdPid();
  Deno.kill(etcdPid, "SIGSTOP");
  try {
    const run = verbsOf(pod);
    for (const verb of ETCD_VERBS) {
      const { code, stdout, stderr } = await run(...verb, "--timeout=1s");
      assertEquals([verb, code, stdout], [verb, 21, ""], stderr);
      assertMatch(stderr, /failed: etcd at \S+ does not answer; .* 1 s$/m);
    }
    assertEquals(await leftovers(pod), []);
    // The daemon itself is as quick as ever.
    assert((await run("status")).stdout.includes("phase"));
  } finally {
    Deno.kill(etcdPid, "SIGCONT");
  }
});

Deno.test("verbs: each says that nothing listens on its endpoint", async () => {
  await using pod = await createPod();
  const run = verbsOf(pod);
  for (const verb of ETCD_VERBS) {
    const { code, stderr } = await run(...verb, `--endpoint=${pod.clientUrl}`);
    assertEquals([verb, code], [verb, 21], stderr);
    assertMatch(stderr, /Connection refused/);
  }
  assertEquals(await leftovers(pod), []);
});

async function leftovers(pod: Pod): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(pod.dir)) {
    if (name.includes("snapshot") || name.endsWith(".db")) names.push(name);
  }
  return names;
}

type Run = (...args: readonly string[]) => Promise<VerbEnd>;

function verbsOf(pod: Pod): Run {
  const has = (name: string, args: readonly string[]) =>
    args.some((arg) => arg.startsWith(`--${name}`));
  return (...args) =>
    runVerb(
      pod,
      has("data-volume-dir", args)
        ? args
        : [...args, `--data-volume-dir=${pod.dataVolumeDir}`],
    );
}
