import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { createRootfs, type Rootfs } from "../support/rootfs/rootfs.ts";
import { whyNoRootfs } from "../support/rootfs/rootfs_support.ts";
import { compileGrantsProgram } from "./compiled_grants.ts";
import { programOutcomes } from "./program_outcomes.ts";

const reason = await whyNoRootfs();

/** Runs with a root directory around the program that tries its grants. */
async function withRootfs(
  write: readonly string[],
  use: (rootfs: Rootfs) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    const program = `${directory}/program`;
    if (!await compileGrantsProgram(program, { write })) return;
    const etcd = await provisionEtcd("3.5");
    await using rootfs = await createRootfs({ program, etcd });
    await use(rootfs);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

const WRITABLE = ["/home/nonroot/file", "/var/etcd/data/file"];

/** Without /etcd: Deno itself does not let a program write what it may run. */
const READ_ONLY = [
  "/file",
  "/etc/file",
  "/tmp/file",
  "/var/etcd/file",
  "/var/etcdbr/file",
  "/usr/file",
];

Deno.test({
  name: `createRootfs() runs the program as in the image${skipped()}`,
  ignore: reason !== undefined,
  fn: () =>
    // The program may write anywhere, so that it is the system that refuses.
    withRootfs(["/"], async (rootfs) => {
      const places = [...WRITABLE, ...READ_ONLY];
      const output = await rootfs.command(places).output();
      const outcomes = programOutcomes(output);
      for (const path of WRITABLE) {
        assertEquals([path, outcomes[`write ${path}`]], [path, "ok"]);
        const { uid, mode } = await Deno.stat(rootfs.path + path);
        assertEquals([uid, (mode ?? 0) & 0o777], [65532, 0o644]);
      }
      for (const path of READ_ONLY) {
        assertNotEquals([path, outcomes[`write ${path}`]], [path, "ok"]);
        assertNotEquals(outcomes[`write ${path}`], "NotCapable");
      }
      assertEquals(outcomes["run etcd beside"], "ok");
      assertEquals(new TextDecoder().decode(output.stderr), "");
      assertEquals(output.code, 0);
      await checkProcess(rootfs);
    }),
});

/** The program has the image's user, no rights, and ends by its signal. */
async function checkProcess(rootfs: Rootfs): Promise<void> {
  await using process = rootfs.command(["wait"], { stdout: "piped" }).spawn();
  const reader = process.child.stdout
    .pipeThrough(new TextDecoderStream()).getReader();
  assertEquals((await reader.read()).value, "ready\n");
  const pid = await process.pid();
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  assertMatch(status, /^Uid:\t65532\t65532\t65532\t65532$/m);
  assertMatch(status, /^Groups:\s*$/m);
  assertMatch(status, /^CapEff:\t0+$/m);
  // Not process 1 of its namespace: the pod's pause process is.
  assertMatch(status, /^NSpid:\t\d+\t(?!1$)\d+$/m);
  await process.kill("SIGTERM");
  assertEquals((await reader.read()).value, "stopped\n");
  assertEquals((await process.child.status).code, 7);
  await reader.cancel();
}

Deno.test({
  name: `createRootfs() leaves nothing behind${skipped()}`,
  ignore: reason !== undefined,
  fn: () =>
    withRootfs([], async (rootfs) => {
      const process = rootfs.command(["wait"], { stdout: "piped" }).spawn();
      const reader = process.child.stdout.getReader();
      await reader.read();
      const pid = await process.pid();
      await process[Symbol.asyncDispose]();
      assertEquals(await exists(`/proc/${pid}`), false);
      await reader.cancel();
      await rootfs[Symbol.asyncDispose]();
      assertEquals(await exists(rootfs.path), false);
      // The disposal at the end of the test finds it gone.
      await Deno.mkdir(rootfs.path);
    }),
});

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}

function skipped(): string {
  return reason === undefined ? "" : ` (skipped: ${reason})`;
}
