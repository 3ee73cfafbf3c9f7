import { assert, assertEquals, assertMatch } from "@std/assert";
import { statusDocument } from "../../lib/health/status_document.ts";
import { put } from "../support/etcd_api.ts";
import { trackerIn } from "../support/health_tracker.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { createTlsPod, type TlsPod } from "../support/tls_pod.ts";
import { until } from "../support/until.ts";
import { runVerb, type VerbEnd } from "../support/verb_process.ts";
import { startWrapper } from "../support/wrapper_process.ts";

Deno.test("verbs: with TLS the daemon tells the certificates, and flags override them", async () => {
  await using pod = await createTlsPod();
  await using _wrapper = pod.start();
  await pod.answers(200);
  const members = await verb(pod, "members");
  assertEquals([members.code, members.stderr], [0, ""]);
  assertMatch(members.stdout, / leader +healthy /);
  const file = `${pod.dir}/snap.db`;
  const saved = await verb(pod, "snapshot", "save", file, "--output=json");
  assertEquals(saved.code, 0, saved.stderr);
  assertEquals(JSON.parse(saved.stdout).path, file);
  // Without a client certificate etcd does not speak with anybody.
  const { keyFile, certFile } = pod.tls;
  const wrong = await verb(
    pod,
    "members",
    `--endpoint=https://localhost:${pod.clientPort}`,
    `--cacert=${pod.caFile}`,
  );
  assertEquals(wrong.code, 21, wrong.stderr);
  // With TLS 1.3 the end of the connection may come before etcd's reason.
  assertMatch(
    wrong.stderr,
    /certificate ?required|connection closed|broken pipe|reset/i,
  );
  const half = await verb(
    pod,
    "members",
    `--endpoint=https://localhost:${pod.clientPort}`,
    `--cacert=${pod.caFile}`,
    `--cert=${certFile}`,
  );
  assertEquals(half.code, 2);
  assertMatch(half.stderr, /^Certificate and key belong together/);
  const ca = await verb(pod, "members", `--cacert=${certFile}`);
  assertEquals(ca.code, 21, ca.stderr);
  assertMatch(ca.stderr, /certificate/i);
  // No key in any output.
  const key = await Deno.readTextFile(keyFile);
  const status = await verb(pod, "status", "--output=json");
  assert(!status.stdout.includes(key.split("\n")[1] ?? key));
});

Deno.test("verbs: /stop with a token on the port needs none on the socket", async () => {
  await using pod = await createPod();
  const tokenFile = `${pod.dir}/token`;
  await Deno.writeTextFile(tokenFile, "s3cret");
  await using wrapper = await pod.startReady({
    args: [`--admin-token-file=${tokenFile}`],
  });
  const url = `http://127.0.0.1:${pod.wrapperPort}/stop`;
  for (
    const authorization of [undefined, "Bearer wrong", "s3cret", "Bearer  "]
  ) {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(url, { method: "POST", headers });
    assertEquals(response.status, 401);
    await response.body?.cancel();
  }
  // Given twice, the two become one that is wrong.
  const twice = new Headers({ authorization: "Bearer s3cret" });
  twice.append("authorization", "Bearer s3cret");
  const response = await fetch(url, { method: "POST", headers: twice });
  assertEquals(response.status, 401);
  await response.body?.cancel();
  assertEquals((await verb(pod, "stop")).code, 0);
  assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
});

Deno.test("verbs: --admin-socket is found where it is, and can be switched off", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady({
    args: ["--admin-socket=other.sock"],
  });
  const usual = await verb(pod, "status");
  assertEquals(usual.code, 20);
  const other = `--admin-socket=${pod.dataVolumeDir}/other.sock`;
  assertEquals((await verb(pod, "status", other)).code, 0);
  wrapper.kill("SIGTERM");
  await wrapper.ended();
  await using _next = await pod.startReady({ args: ["--admin-socket="] });
  for (const args of [[], [other]]) {
    const { code, stderr } = await verb(pod, "status", ...args);
    assertEquals(code, 20);
    assertMatch(stderr, /^There is no admin socket "/);
  }
});

Deno.test("verbs: status --watch tells every change as it comes, until the daemon ends", async () => {
  await using pod = await createPod();
  await using wrapper = await pod.startReady();
  const { home, etcd, dir } = pod;
  const args = [
    "status",
    "--watch",
    "--output=json",
    `--data-volume-dir=${pod.dataVolumeDir}`,
  ];
  await using watch = startWrapper({ home, etcd, dirs: [dir], args });
  await until("the first line", () => watch.stdout().includes("\n"));
  const etcdPid = await wrapper.etcdPid();
  Deno.kill(etcdPid, "SIGSTOP");
  wrapper.kill("SIGTERM");
  await until("the stop", () => watch.stdout().includes('"Stopping"'));
  Deno.kill(etcdPid, "SIGCONT");
  await wrapper.ended();
  assertEquals((await watch.ended()).code, 20);
  for (const line of watch.stdout().trimEnd().split("\n")) {
    assertEquals(JSON.parse(line).schemaVersion, 1);
  }
});

Deno.test("verbs: status --watch ends well with Ctrl-C", async () => {
  await using pod = await createPod();
  await using _wrapper = await pod.startReady();
  const { home, etcd, dir, dataVolumeDir } = pod;
  const args = ["status", "--watch", `--data-volume-dir=${dataVolumeDir}`];
  await using watch = startWrapper({ home, etcd, dirs: [dir], args });
  await until("the first status", () => watch.stdout().includes("ready"));
  watch.kill("SIGINT");
  assertEquals((await watch.ended()).code, 0, watch.stderr());
});

Deno.test("verbs: a daemon of another version is used as far as it can be", async () => {
  await using pod = await createPod();
  const { current } = trackerIn("ready");
  const document = {
    ...statusDocument(current),
    versions: { wrapper: "9.1.0", deno: "9", etcd: null },
  };
  const older = { ...document, connection: undefined };
  const answers: readonly [object, string, number, RegExp][] = [
    [document, "status", 0, /^note: the daemon is etcd-wrapper 9.1.0, this/],
    [older, "status", 0, /^note: the daemon is etcd-wrapper 9.1.0/],
    [older, "members", 20, /9.1.0\) does not tell how etcd is reached: give/],
    [
      { ...document, schemaVersion: 2 },
      "members",
      1,
      /schema version 2 \(etcd-wrapper 9.1.0\), this program knows 1/,
    ],
  ];
  for (const [answer, name, code, text] of answers) {
    await using _server = Deno.serve({
      path: `${pod.dataVolumeDir}/etcd-wrapper.sock`,
      onListen() {},
    }, () => Response.json(answer));
    const end = await verb(pod, name);
    assertEquals(end.code, code, end.stderr);
    assertMatch(end.stderr, text);
  }
});

Deno.test("verbs: a daemon that hangs is given up after 5 s", async () => {
  await using pod = await createPod();
  using _listener = Deno.listen({
    transport: "unix",
    path: `${pod.dataVolumeDir}/etcd-wrapper.sock`,
  });
  for (const name of ["status", "stop", "members"]) {
    const { code, stderr } = await verb(pod, name);
    assertEquals(code, 21, stderr);
    assertMatch(stderr, /No answer within 5 s/);
  }
});

Deno.test("verbs: a path outside of the grants is told with those that may be used", async () => {
  await using pod = await createPod();
  await using _wrapper = await pod.startReady();
  const saved = await verb(pod, "snapshot", "save", "/tmp/outside.db");
  assertEquals(saved.code, 1);
  assertMatch(
    saved.stderr,
    /^Cannot write "\/tmp\/outside.db": this program may write nothing but/,
  );
  const { code, stderr } = await verb(pod, "status", "--admin-socket=/x/y");
  assertEquals(code, 20);
  assertMatch(stderr, /^Cannot open the admin socket "\/x\/y": this program/);
});

Deno.test("verbs: NOSPACE is listed, explained and disarmed once there is room", async () => {
  await using pod = await createPod({
    config: { extra: { "quota-backend-bytes": 1024 * 1024 } },
  });
  await using _wrapper = await pod.startReady();
  const api = { endpoints: pod.clientUrl };
  await until("the quota to be used up", async () => {
    try {
      await put(api, "key", "x".repeat(100_000));
      return false;
    } catch (error) {
      return String(error).includes("space exceeded");
    }
  });
  const listed = await verb(pod, "alarm", "list");
  assertMatch(
    listed.stdout,
    /^MEMBER +ID +ALARM\netcd-main-0 +\w+ +NOSPACE\n$/,
  );
  assertMatch(
    (await verb(pod, "members")).stdout,
    /\nalarm NOSPACE, raised by etcd-main-0\n$/,
  );
  for (const args of [["compact", "--keep=1", "--physical"], ["defrag"]]) {
    const { code, stderr } = await verb(pod, ...args);
    assertEquals(code, 0, stderr);
  }
  const disarmed = await verb(pod, "alarm", "disarm");
  assertEquals(disarmed.stdout, "disarmed NOSPACE of etcd-main-0\n");
  assertMatch(disarmed.stderr, /^note: NOSPACE comes back with the next write/);
  assertEquals(
    (await verb(pod, "alarm", "list")).stdout,
    "there is no alarm\n",
  );
  await put(api, "key", "y");
});

function verb(
  pod: Pod | TlsPod,
  ...args: readonly string[]
): Promise<VerbEnd> {
  return runVerb(pod, [...args, `--data-volume-dir=${pod.dataVolumeDir}`]);
}
