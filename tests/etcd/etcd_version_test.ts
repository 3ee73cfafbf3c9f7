import { assertEquals, assertRejects } from "@std/assert";
import {
  EtcdExecutableError,
  readEtcdVersion,
} from "../../lib/etcd/etcd_version.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { tempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";

const { signal } = new AbortController();

for (const line of ["3.4", "3.5", "3.6"] as const) {
  Deno.test(`readEtcdVersion() reads the version of an etcd ${line}`, async () => {
    const version = await readEtcdVersion(await provisionEtcd(line), signal);
    assertEquals(`${version.major}.${version.minor}`, line);
  });
}

for (
  const [what, script] of [
    ["says nothing", "exit 0"],
    ["says something else", "echo hello; exit 0"],
  ] as const
) {
  Deno.test(`readEtcdVersion() rejects a program that ${what}`, async () => {
    await using dir = await tempDir();
    const path = await writeScript(dir.path, script);
    await assertRejects(
      () => readEtcdVersion(path, signal),
      EtcdExecutableError,
      `Cannot run "${path}" as etcd: give --etcd-path`,
    );
  });
}

Deno.test("readEtcdVersion() rejects a missing program", async () => {
  const error = await assertRejects(
    () => readEtcdVersion("/nowhere/etcd", signal),
    EtcdExecutableError,
  );
  assertEquals(error.cause instanceof Deno.errors.NotFound, true);
});

Deno.test("readEtcdVersion() ends with the signal", async () => {
  await using dir = await tempDir();
  const path = await writeScript(dir.path, `: > ${dir.path}/on; exec sleep 60`);
  const stop = new AbortController();
  const reading = readEtcdVersion(path, stop.signal);
  await until("the program", () => Deno.stat(`${dir.path}/on`));
  stop.abort(new TypeError("stopped"));
  await assertRejects(() => reading, TypeError, "stopped");
});

async function writeScript(dir: string, script: string): Promise<string> {
  const path = `${dir}/etcd`;
  await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}
