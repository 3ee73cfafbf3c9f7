import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  DataDirError,
  restrictFileModes,
} from "../../lib/etcd/data_dir_modes.ts";
import { captureLog } from "../support/captured_log.ts";
import { tempDir } from "../support/temp_dir.ts";

const VOLUME = { permissions: { read: true, write: true } };
const NOBODY = 65_534;

Deno.test(
  "restrictFileModes() gives every file 0600 and keeps the rest (F45)",
  VOLUME,
  async () => {
    await using volume = await tempDir();
    using log = captureLog();
    const dir = `${volume.path}/new.etcd`;
    await Deno.mkdir(`${dir}/member/snap`, { recursive: true });
    await Deno.mkdir(`${dir}/member/wal`);
    await Deno.chmod(`${dir}/member`, 0o750);
    const files = {
      [`${dir}/version`]: 0o644,
      [`${dir}/member/snap/db`]: 0o660,
      [`${dir}/member/wal/0.wal`]: 0o777,
      [`${dir}/member/wal/1.wal`]: 0o600,
      [`${dir}/member/wal/2.wal`]: 0o400,
    };
    const sibling = `${volume.path}/safe_guard`;
    for (const [path, mode] of Object.entries({ ...files, [sibling]: 0o644 })) {
      await Deno.writeTextFile(path, "data");
      await Deno.chmod(path, mode);
    }
    await restrictFileModes(dir, log.logger);
    for (const path of Object.keys(files)) {
      assertEquals(await modeOf(path), 0o600, path);
      assertEquals(await Deno.readTextFile(path), "data");
    }
    assertEquals(await modeOf(`${dir}/member`), 0o750);
    assertEquals(await modeOf(sibling), 0o644);
    assertEquals(log.lines, []);
  },
);

Deno.test(
  "restrictFileModes() skips symbolic links with a warning (F46)",
  VOLUME,
  async () => {
    await using volume = await tempDir();
    using log = captureLog();
    const outside = `${volume.path}/outside`;
    await Deno.mkdir(outside);
    await Deno.writeTextFile(`${outside}/file`, "");
    await Deno.chmod(`${outside}/file`, 0o644);
    const dir = `${volume.path}/new.etcd`;
    await Deno.mkdir(dir);
    await Deno.symlink(`${outside}/file`, `${dir}/to_file`);
    await Deno.symlink(outside, `${dir}/to_directory`);
    await Deno.symlink("/nowhere", `${dir}/dangling`);
    await restrictFileModes(dir, log.logger);
    assertEquals(await modeOf(`${outside}/file`), 0o644);
    assertEquals(
      log.lines.map(({ level, msg, path }) => `${level} ${msg} ${path}`).sort(),
      ["dangling", "to_directory", "to_file"].map((name) =>
        `warn skipped a symbolic link in the data directory ${dir}/${name}`
      ),
    );
  },
);

Deno.test(
  "restrictFileModes() follows the data directory's own link",
  VOLUME,
  async () => {
    await using volume = await tempDir();
    using log = captureLog();
    await Deno.mkdir(`${volume.path}/real`);
    await Deno.writeTextFile(`${volume.path}/real/db`, "");
    await Deno.chmod(`${volume.path}/real/db`, 0o644);
    await Deno.symlink("real", `${volume.path}/new.etcd`);
    await restrictFileModes(`${volume.path}/new.etcd`, log.logger);
    assertEquals(await modeOf(`${volume.path}/real/db`), 0o600);
  },
);

Deno.test("restrictFileModes() takes a missing directory", VOLUME, async () => {
  await using volume = await tempDir();
  using log = captureLog();
  await restrictFileModes(`${volume.path}/new.etcd`, log.logger);
  assertEquals(log.lines, []);
});

Deno.test(
  "restrictFileModes() rejects a file in the directory's place (F44)",
  VOLUME,
  async () => {
    await using volume = await tempDir();
    using log = captureLog();
    const dir = `${volume.path}/new.etcd`;
    await Deno.writeTextFile(dir, "");
    await assertRejects(
      () => restrictFileModes(dir, log.logger),
      DataDirError,
      `Cannot use "${dir}" as data directory: it is not a directory`,
    );
  },
);

Deno.test("restrictFileModes() stays within the data volume", {
  permissions: { read: ["/nowhere"] },
}, async () => {
  using log = captureLog();
  await restrictFileModes("/nowhere/new.etcd", log.logger);
  const error = await assertRejects(
    () => restrictFileModes("/etc", log.logger),
    DataDirError,
    'Cannot read the data directory "/etc"',
  );
  assertEquals(error.cause instanceof Deno.errors.NotCapable, true);
});

Deno.test({
  name: "restrictFileModes() warns of a file that belongs to another user" +
    (Deno.uid() === 0 ? "" : " (skipped: needs root)"),
  ignore: Deno.uid() !== 0,
  async fn() {
    await using volume = await tempDir();
    await Deno.chmod(volume.path, 0o755);
    const dir = `${volume.path}/new.etcd`;
    await Deno.mkdir(dir, { mode: 0o755 });
    await Deno.writeTextFile(`${dir}/theirs`, "");
    await Deno.chmod(`${dir}/theirs`, 0o644);
    await Deno.writeTextFile(`${dir}/ours`, "");
    await Deno.chown(`${dir}/ours`, NOBODY, NOBODY);
    await Deno.chmod(`${dir}/ours`, 0o644);
    const { code, stdout, stderr } = await runAsNobody(volume.path, dir);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(
      stdout,
      "cannot set the mode of a file to 0600: PermissionDenied",
    );
    assertEquals(stdout.split("\n").length, 1);
    assertEquals(await modeOf(`${dir}/theirs`), 0o644);
    assertEquals(await modeOf(`${dir}/ours`), 0o600);
  },
});

/** Copies what is needed, since the originals may be out of its reach. */
async function runAsNobody(
  home: string,
  dir: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const deno = `${home}/deno`;
  await Deno.copyFile(Deno.execPath(), deno);
  const program = "tests/programs/restrict_modes.ts";
  for (const file of [program, "lib/etcd/data_dir_modes.ts"]) {
    const target = `${home}/${file}`;
    const folder = target.slice(0, target.lastIndexOf("/"));
    await Deno.mkdir(folder, { recursive: true });
    await Deno.copyFile(new URL(`../../${file}`, import.meta.url), target);
  }
  await Deno.mkdir(`${home}/cache`);
  await Deno.chown(`${home}/cache`, NOBODY, NOBODY);
  const output = await new Deno.Command(deno, {
    args: ["run", "-A", "--quiet", "--no-config", `${home}/${program}`, dir],
    cwd: home,
    env: { DENO_DIR: `${home}/cache`, HOME: home, NO_COLOR: "1" },
    stdin: "null",
    uid: NOBODY,
    gid: NOBODY,
  }).output();
  const decoder = new TextDecoder();
  return {
    code: output.code,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}
