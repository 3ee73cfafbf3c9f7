import { assertEquals } from "@std/assert";
import { parseEtcdConfig } from "../../../lib/config/etcd_config.ts";
import {
  type ConfigDrift,
  type ConfigWatch,
  createConfigWatch,
} from "../../../lib/config/own/config_watch.ts";
import { resolveOwnConfig } from "../../../lib/config/own/own_config.ts";
import { readOwnFile } from "../../../lib/config/own/read_own_file.ts";
import { type CapturedLog, captureLog } from "../../support/captured_log.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { until } from "../../support/until.ts";

const FIRST =
  "name: a\ndata-dir: /d\nclient-transport-security:\n  auto-tls: false\n";
const VERSION = { major: 3, minor: 5, patch: 35 };

async function watching(
  fn: (path: string, watch: ConfigWatch, log: CapturedLog) => Promise<void>,
): Promise<void> {
  await using dir = await tempDir();
  await Deno.mkdir(`${dir.path}/..1`);
  await Deno.writeTextFile(`${dir.path}/..1/etcd.yaml`, FIRST);
  await Deno.symlink("..1", `${dir.path}/..data`);
  await Deno.symlink("..data/etcd.yaml", `${dir.path}/etcd.yaml`);
  const path = `${dir.path}/etcd.yaml`;
  const resolve = async (file: Uint8Array) => {
    const own = await resolveOwnConfig(file, {
      memberName: "",
      podName: "",
      hostName: "",
      lookUp: undefined,
    });
    await parseEtcdConfig(own.source, { etcdVersion: VERSION });
    return own;
  };
  using log = captureLog();
  const told: ConfigDrift[] = [];
  const file = await readOwnFile(path);
  const watch = createConfigWatch({
    path,
    file,
    running: await resolve(file),
    read: () => readOwnFile(path),
    resolve,
    onDrift: (drift) => told.push(drift),
    logger: log.logger,
    periodMs: 5,
  });
  const stop = new AbortController();
  const running = watch.run(stop.signal);
  try {
    await fn(dir.path, watch, log);
    if (told.length > 0) assertEquals(told.at(-1), watch.drift());
  } finally {
    stop.abort();
    await running;
  }
}

/** As the kubelet does: a new folder, and a link that is swapped. */
async function swap(dir: string, version: string, text: string) {
  await Deno.mkdir(`${dir}/..${version}`);
  await Deno.writeTextFile(`${dir}/..${version}/etcd.yaml`, text);
  await Deno.symlink(`..${version}`, `${dir}/..data_tmp`);
  await Deno.rename(`${dir}/..data_tmp`, `${dir}/..data`);
}

Deno.test("createConfigWatch() tells once which keys a swapped file changes", () =>
  watching(async (dir, watch, log) => {
    await swap(
      dir,
      "2",
      FIRST.replace("false", "true") + "snapshot-count: 5\n",
    );
    await until("the change", () => watch.drift().keys.length > 0);
    assertEquals(watch.drift(), {
      keys: ["client-transport-security.auto-tls", "snapshot-count"],
      problem: "",
    });
    await swap(dir, "3", FIRST);
    await until("the end of it", () => watch.drift().keys.length === 0);
    assertEquals(log.lines.map(({ msg, keys }) => [msg, keys]), [
      ["the configuration file has changed, restart needed", [
        "client-transport-security.auto-tls",
        "snapshot-count",
      ]],
      [
        "the configuration file is as it was, no restart needed any more",
        undefined,
      ],
    ]);
  }));

Deno.test("createConfigWatch() is silent about comments and order", () =>
  watching(async (dir, watch, log) => {
    await swap(
      dir,
      "2",
      `# new\ndata-dir: /d\n${FIRST.replace("data-dir: /d\n", "")}`,
    );
    await swap(dir, "3", "name: b\ndata-dir: /d\n");
    await until("the change", () => watch.drift().keys.length > 0);
    assertEquals(watch.drift().keys, ["client-transport-security", "name"]);
    assertEquals(log.lines.length, 1);
  }));

Deno.test("createConfigWatch() tells that the next start would fail, without values", () =>
  watching(async (dir, watch, log) => {
    await swap(dir, "2", "name: a\ndata-dir: ''\n");
    await until("the problem", () => watch.drift().problem !== "");
    await Deno.remove(`${dir}/..data`);
    await until(
      "the other",
      () => watch.drift().problem.includes("no such file"),
    );
    await Deno.symlink("..1", `${dir}/..data`);
    await until("the end of it", () => watch.drift().problem === "");
    assertEquals(log.lines.map(({ msg }) => msg), [
      "the configuration file has changed, the next start would fail",
      "the configuration file has changed, the next start would fail",
      "the configuration file is as it was, no restart needed any more",
    ]);
  }));
