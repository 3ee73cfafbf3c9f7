import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createAdminClient } from "../../lib/admin/admin_client.ts";
import { NoDaemonError } from "../../lib/admin/no_daemon_error.ts";
import { socketPath } from "../../lib/admin/socket_path.ts";
import { StopRequest } from "../../lib/process/stop_request.ts";
import { testSocket } from "../support/admin_socket.ts";
import { pathExists } from "../support/path_exists.ts";
import { tempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";

const NEVER = new AbortController().signal;
const LISTENING = "listening on the admin socket";
const OFF = "the admin socket is off, it is tried again";

Deno.test("startAdminSocket() serves the status to its user alone", async () => {
  await using daemon = await testSocket();
  await until("the socket", () => daemon.log.find(LISTENING));
  const { mode } = await Deno.stat(daemon.path);
  assertEquals((mode ?? 0) & 0o777, 0o600);
  const client = createAdminClient(daemon.path);
  const status = await client.status(NEVER);
  assertEquals([status.phase, status.ready], ["initializing", false]);
});

Deno.test("startAdminSocket() removes its socket at the end", async () => {
  await using dir = await tempDir();
  {
    await using daemon = await testSocket({ dir: dir.path });
    await until("the socket", () => daemon.log.find(LISTENING));
  }
  assertEquals(await pathExists(`${dir.path}/etcd-wrapper.sock`), false);
});

Deno.test("startAdminSocket() hands a stop on, after its answer", async () => {
  await using daemon = await testSocket();
  await until("the socket", () => daemon.log.find(LISTENING));
  await createAdminClient(daemon.path).stop(NEVER);
  await until("the stop", () => daemon.socket.stop.aborted);
  assert(daemon.socket.stop.reason instanceof StopRequest);
});

Deno.test("startAdminSocket() shows and changes the log's level", async () => {
  await using daemon = await testSocket();
  await until("the socket", () => daemon.log.find(LISTENING));
  const client = createAdminClient(daemon.path);
  assertEquals(await client.logLevel(NEVER), "info");
  await client.setLogLevel("debug", NEVER);
  assertEquals([await client.logLevel(NEVER), daemon.level()], [
    "debug",
    "debug",
  ]);
  for (const level of ["fatal", "loud", "", "x".repeat(1000)]) {
    await assertRejects(
      () => client.setLogLevel(level, NEVER),
      Error,
      "with 400: give debug, info, warn or error",
    );
  }
  assertEquals(daemon.level(), "debug");
});

Deno.test("startAdminSocket() tells every change, and ends the stream", async () => {
  await using dir = await tempDir();
  const seen: string[] = [];
  let reading: Promise<void>;
  {
    await using daemon = await testSocket({ dir: dir.path });
    await until("the socket", () => daemon.log.find(LISTENING));
    const client = createAdminClient(daemon.path);
    reading = (async () => {
      for await (const { phase } of client.events(NEVER)) seen.push(phase);
    })();
    await until("the first event", () => seen.includes("initializing"));
    daemon.health.enter("starting etcd");
    await until("the second event", () => seen.includes("starting etcd"));
  }
  await reading;
});

Deno.test("startAdminSocket() replaces the socket of a killed daemon", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/etcd-wrapper.sock`;
  await leaveStaleSocket(path);
  await assertRejects(
    () => createAdminClient(path).status(NEVER),
    NoDaemonError,
    "the daemon was killed and has not been started again",
  );
  await using daemon = await testSocket({ dir: dir.path });
  await until("the socket", () => daemon.log.find(LISTENING));
  await createAdminClient(path).status(NEVER);
});

Deno.test("startAdminSocket() never takes a live socket over, and has it when it is free", async () => {
  await using dir = await tempDir();
  const first = await testSocket({ dir: dir.path });
  await until("the socket", () => first.log.find(LISTENING));
  first.health.enter("starting etcd");
  // Both log through the same LogTape: what comes from now on is the second's.
  await using second = await testSocket({ dir: dir.path });
  const { error } = await until("the refusal", () => second.log.find(OFF));
  assertMatch(String(error), /another process answers there/);
  const client = createAdminClient(first.path);
  assertEquals((await client.status(NEVER)).phase, "starting etcd");
  await first.socket[Symbol.asyncDispose]();
  await until(
    "the second's turn",
    async () => (await client.status(NEVER)).phase === "initializing",
  );
  await first[Symbol.asyncDispose]();
});

Deno.test("startAdminSocket() leaves what is no socket alone", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/etcd-wrapper.sock`;
  await Deno.writeTextFile(path, "mine");
  await using daemon = await testSocket({ dir: dir.path });
  const { error } = await until("the refusal", () => daemon.log.find(OFF));
  assertMatch(String(error), /it exists and is no socket/);
  assertEquals(await Deno.readTextFile(path), "mine");
});

Deno.test("startAdminSocket() waits for a directory that is not there yet", async () => {
  await using dir = await tempDir();
  const late = `${dir.path}/late`;
  await using daemon = await testSocket({ dir: late });
  await until("the refusal", () => daemon.log.find(OFF));
  await Deno.mkdir(late);
  await until("the socket", () => daemon.log.find(LISTENING));
});

Deno.test("startAdminSocket() says that a path is too long, and does without", async () => {
  await using dir = await tempDir();
  await using daemon = await testSocket({
    dir: dir.path,
    flag: "x".repeat(100),
  });
  const { reason } = await until(
    "the reason",
    () => daemon.log.find("the admin socket is off"),
  );
  assertMatch(String(reason), /a Unix socket's may have 107: give a shorter/);
});

Deno.test("socketPath() is below the data volume unless it is absolute", () => {
  assertEquals(socketPath("", "/data"), undefined);
  assertEquals(socketPath("a.sock", "/data"), { path: "/data/a.sock" });
  assertEquals(socketPath("/run/a.sock", "/data"), { path: "/run/a.sock" });
  const longest = `/${"x".repeat(106)}`;
  assertEquals(socketPath(longest, "/data"), { path: longest });
  assertEquals(socketPath(`${longest}y`, "/data")?.path, undefined);
});

/** A process that is killed leaves its socket behind. */
async function leaveStaleSocket(path: string): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", `Deno.serve({ path: ${JSON.stringify(path)} }, () => {})`],
    stdout: "null",
    stderr: "null",
  }).spawn();
  await until("the socket", () => pathExists(path));
  child.kill("SIGKILL");
  await child.status;
  assert(await pathExists(path));
}
