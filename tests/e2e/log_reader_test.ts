import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { isAlive } from "../support/is_alive.ts";
import { pathExists } from "../support/path_exists.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { until } from "../support/until.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

interface Reader extends AsyncDisposable {
  /** The command that makes this the reader of a program's standard error. */
  readonly through: readonly string[];
  /** Reads no more, and what is written from now on has no room. */
  readonly stall: () => Promise<void>;
  readonly leave: () => Promise<void>;
}

/** A reader of standard error that can stall or go away. */
async function startReader(pod: Pod): Promise<Reader> {
  const fifo = `${pod.dir}/stderr`;
  await new Deno.Command("mkfifo", { args: [fifo] }).output();
  const cat = new Deno.Command("cat", { args: [fifo], stdout: "null" }).spawn();
  let isThere = true;
  async function leave(): Promise<void> {
    if (isThere) cat.kill("SIGKILL");
    isThere = false;
    await cat.status;
  }
  return {
    through: ["sh", "-c", `exec "$@" 2>${fifo}`, "sh"],
    async stall() {
      cat.kill("SIGSTOP");
      await fill(fifo);
    },
    leave,
    [Symbol.asyncDispose]: leave,
  };
}

/** Writes into a pipe until it holds no more. */
async function fill(fifo: string): Promise<void> {
  // A byte at a time: a pipe takes a block whole or not at all.
  const { stderr } = await new Deno.Command("dd", {
    args: ["if=/dev/zero", `of=${fifo}`, "oflag=nonblock", "bs=1"],
    env: { LC_ALL: "C" },
  }).output();
  assertStringIncludes(new TextDecoder().decode(stderr), "temporarily");
}

/** The etcd that the wrapper noted, as its log cannot be read. */
async function etcdPidOf(pod: Pod): Promise<number> {
  const path = `${pod.dataVolumeDir}/etcd_process.json`;
  return await until(
    "the note of etcd's process",
    async () => JSON.parse(await Deno.readTextFile(path)).pid as number,
  );
}

/** Ends etcd whatever happens: its parent's log does not tell its id here. */
function killEtcdOf(pod: Pod): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      const path = `${pod.dataVolumeDir}/etcd_process.json`;
      // The wrapper removes the note when etcd has ended.
      const note = await Deno.readTextFile(path).catch(() => undefined);
      if (note !== undefined) Deno.kill(JSON.parse(note).pid, "SIGKILL");
    },
  };
}

async function assertEnds(
  pod: Pod,
  wrapper: WrapperProcess,
  etcdPid: number,
): Promise<void> {
  wrapper.kill("SIGTERM");
  await wrapper.ended();
  assert(!isAlive(etcdPid));
  // etcd cannot close without its log, so its end is not a clean one.
  assert(!await pathExists(pod.exitCodeFile));
}

const FLAGS = ["--log-level=debug", "--etcd-stop-timeout=2s"];

Deno.test("F64 a reader that stalls blocks neither /readyz nor the end", async () => {
  await using pod = await createPod();
  await using reader = await startReader(pod);
  await using wrapper = pod.start({ through: reader.through, args: FLAGS });
  await using _etcd = killEtcdOf(pod);
  await pod.answers(200);
  const etcdPid = await etcdPidOf(pod);
  await reader.stall();
  for (let probe = 0; probe < 50; probe++) {
    assertEquals(await pod.readyz(), 200);
  }
  await assertEnds(pod, wrapper, etcdPid);
});

Deno.test("F64 a reader that has always been stalled blocks neither /readyz nor the end", async () => {
  await using pod = await createPod({ sidecar: { initializationMs: 500 } });
  await using reader = await startReader(pod);
  await using wrapper = pod.start({ through: reader.through, args: FLAGS });
  await using _etcd = killEtcdOf(pod);
  await until("the first request", () => pod.sidecar.requests.length > 0);
  await reader.stall();
  const etcdPid = await etcdPidOf(pod);
  await pod.answers(503);
  await assertEnds(pod, wrapper, etcdPid);
});

Deno.test("F64 a reader that goes away blocks neither /readyz nor the end", async () => {
  await using pod = await createPod();
  await using reader = await startReader(pod);
  await using wrapper = pod.start({ through: reader.through, args: FLAGS });
  await using _etcd = killEtcdOf(pod);
  await pod.answers(200);
  const etcdPid = await etcdPidOf(pod);
  await reader.leave();
  for (let probe = 0; probe < 50; probe++) {
    assertEquals(await pod.readyz(), 200);
  }
  await assertEnds(pod, wrapper, etcdPid);
});
