import { assert, assertEquals } from "@std/assert";
import { readAhead } from "../../lib/etcd/read_ahead.ts";
import { captureLog } from "../support/captured_log.ts";
import { tempDir } from "../support/temp_dir.ts";

/** What the room needs for this, with the rest of the volume. */
const VOLUME = {
  permissions: { read: true, write: true, sys: ["systemMemoryInfo"] },
} satisfies { permissions: Deno.TestDefinition["permissions"] };
const MEGABYTE = 1024 * 1024;
const DONE = "read the data ahead of the validation";
const { signal } = new AbortController();

Deno.test("readAhead() reads every database and WAL once", VOLUME, async () => {
  await using dir = await tempDir();
  using log = captureLog();
  const files = await writeMember(`${dir.path}/new.etcd`);
  await Deno.writeTextFile(`${dir.path}/safe_guard`, "default");
  await Deno.mkdir(`${dir.path}/temp`);
  using opened = watchReads();
  await readAhead({ dataVolumeDir: dir.path, logger: log.logger, signal });
  assertEquals(log.messages(), [DONE]);
  assertEquals([...opened.bytes.keys()].sort(), [...files.keys()].sort());
  assertEquals(opened.bytes, files);
});

Deno.test(
  "readAhead() stops when the validation has ended",
  VOLUME,
  async () => {
    await using dir = await tempDir();
    using log = captureLog();
    await writeMember(`${dir.path}/new.etcd`);
    const ended = new AbortController();
    using opened = watchReads(() => ended.abort());
    await readAhead({
      dataVolumeDir: dir.path,
      logger: log.logger,
      signal: ended.signal,
    });
    const total = [...opened.bytes.values()].reduce((sum, n) => sum + n, 0);
    assert(total <= MEGABYTE, `${total} bytes`);
    assertEquals(log.messages(), []);
  },
);

for (
  const [what, prepare] of [
    ["a volume that is missing", () => "/nowhere/data"],
    ["a file in the volume's place", async (dir: string) => {
      await Deno.writeTextFile(`${dir}/file`, "");
      return `${dir}/file`;
    }],
  ] as [string, (dir: string) => string | Promise<string>][]
) {
  Deno.test(`readAhead() takes ${what}`, VOLUME, async () => {
    await using dir = await tempDir();
    using log = captureLog();
    const dataVolumeDir = await prepare(dir.path);
    await readAhead({ dataVolumeDir, logger: log.logger, signal });
    assertEquals(log.messages("debug"), [
      "cannot read the data ahead of the validation",
    ]);
    assertEquals(log.lines.length, 1);
  });
}

Deno.test("readAhead() takes a volume without data", VOLUME, async () => {
  await using dir = await tempDir();
  using log = captureLog();
  await Deno.mkdir(`${dir.path}/new.etcd`);
  await readAhead({ dataVolumeDir: dir.path, logger: log.logger, signal });
  assertEquals(log.messages(), [DONE]);
});

Deno.test("readAhead() outside of its scope is no error", {
  permissions: { read: ["/nowhere"] },
}, async () => {
  using log = captureLog();
  await readAhead({ dataVolumeDir: "/etc", logger: log.logger, signal });
  assertEquals(log.messages("debug").length, 1);
});

/** Writes the files of a member and gives their sizes by path. */
async function writeMember(dataDir: string): Promise<Map<string, number>> {
  const sizes = new Map([
    [`${dataDir}/member/snap/db`, 3 * MEGABYTE + 7],
    [`${dataDir}/member/wal/0.wal`, 2 * MEGABYTE],
    [`${dataDir}/member/wal/1.wal`, 0],
  ]);
  await Deno.mkdir(`${dataDir}/member/snap`, { recursive: true });
  await Deno.mkdir(`${dataDir}/member/wal`);
  for (const [path, size] of sizes) {
    await Deno.writeFile(path, new Uint8Array(size));
  }
  // What the validation does not read, nobody has to read ahead of it.
  await Deno.writeTextFile(`${dataDir}/member/snap/1.snap`, "snapshot");
  await Deno.writeTextFile(`${dataDir}/member/wal/1.tmp`, "next segment");
  return sizes;
}

interface Reads extends Disposable {
  /** Bytes that were read, by path. */
  readonly bytes: Map<string, number>;
}

/** Counts what is really read of which file. */
function watchReads(onRead: () => void = () => {}): Reads {
  const open = Deno.open;
  const bytes = new Map<string, number>();
  Deno.open = async (path, options) => {
    const file = await open(path, options);
    const read = file.read.bind(file);
    assert(!bytes.has(String(path)), `${path} is read twice`);
    bytes.set(String(path), 0);
    file.read = async (buffer) => {
      const count = await read(buffer);
      bytes.set(String(path), (bytes.get(String(path)) ?? 0) + (count ?? 0));
      onRead();
      return count;
    };
    return file;
  };
  return { bytes, [Symbol.dispose]: () => Deno.open = open };
}
