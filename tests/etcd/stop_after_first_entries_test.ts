import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import {
  type EtcdProcess,
  startEtcdProcess,
} from "../../lib/etcd/etcd_process.ts";
import { stopAfterFirstEntries } from "../../lib/etcd/stop_after_first_entries.ts";
import { pathExists } from "../support/path_exists.ts";
import { tempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";

const LONG_MS = 60_000;
const HEAD = frame(4, 1, 5);
const HEAD_AND_ENTRY = frame(4, 1, 5, 2);
const NEVER = new AbortController().signal;

/** Records of one type each: the frame's length, then `08 <type>`. */
function frame(...types: readonly number[]): Uint8Array {
  const records = types.flatMap((
    type,
  ) => [2, 0, 0, 0, 0, 0, 0, 0x86, 8, type, 0, 0, 0, 0, 0, 0]);
  return new Uint8Array([...records, ...new Uint8Array(64)]);
}

function startSleep(walDir: string): EtcdProcess {
  const etcd = startEtcdProcess({ path: "sleep", args: ["60"] });
  return stopAfterFirstEntries(etcd, walDir);
}

/** Tells by its exit status whether SIGTERM came after the file `late`. */
const TELLS_WHEN =
  "trap 'test -e late && exit 7; exit 8' TERM; : > started; while :; do sleep 0.01; done";

Deno.test("stopAfterFirstEntries() holds SIGTERM back until the log has entries", async () => {
  await using dir = await tempDir();
  const wal = `${dir.path}/0.wal`;
  const etcd = stopAfterFirstEntries(
    startEtcdProcess({
      path: "sh",
      args: ["-c", `cd ${dir.path}; ${TELLS_WHEN}`],
    }),
    dir.path,
  );
  await until("the trap", () => pathExists(`${dir.path}/started`));
  await Deno.writeFile(wal, HEAD);
  const stopped = etcd.stop({ timeoutMs: LONG_MS, kill: NEVER });
  // Nothing shows a signal that does not come, except some time without it.
  await delay(100);
  await Deno.writeTextFile(`${dir.path}/late`, "");
  await Deno.writeFile(`${wal}.tmp`, HEAD_AND_ENTRY);
  await Deno.rename(`${wal}.tmp`, wal);
  assertEquals((await stopped).code, 7);
});

Deno.test("stopAfterFirstEntries() sends SIGTERM at once when the log has entries", async () => {
  await using dir = await tempDir();
  await Deno.writeFile(`${dir.path}/0.wal`, HEAD_AND_ENTRY);
  const etcd = startSleep(dir.path);
  const { signal } = await etcd.stop({ timeoutMs: LONG_MS, kill: NEVER });
  assertEquals(signal, "SIGTERM");
});

Deno.test("stopAfterFirstEntries() waits within the time of the stop", async () => {
  await using dir = await tempDir();
  const etcd = startSleep(dir.path);
  const { code } = await etcd.stop({ timeoutMs: 50, kill: NEVER });
  assert([143, 137].includes(code));
});

Deno.test("stopAfterFirstEntries() does not wait once etcd is to be killed", async () => {
  await using dir = await tempDir();
  const etcd = startSleep(dir.path);
  const kill = new AbortController();
  const stopped = etcd.stop({ timeoutMs: LONG_MS, kill: kill.signal });
  kill.abort();
  assertEquals((await stopped).wasKilled, true);
});

Deno.test("stopAfterFirstEntries() does not wait for an etcd that has ended", async () => {
  await using dir = await tempDir();
  const etcd = stopAfterFirstEntries(
    startEtcdProcess({ path: "false", args: [] }),
    dir.path,
  );
  const { code } = await etcd.stop({ timeoutMs: LONG_MS, kill: NEVER });
  assertEquals(code, 1);
});
