import { assertEquals, assertRejects } from "@std/assert";
import {
  type ProcessRecord,
  processRecordPath,
  readProcessRecord,
  removeProcessRecord,
  writeProcessRecord,
} from "../../lib/etcd/process_record.ts";
import { tempDir } from "../support/temp_dir.ts";

const VOLUME = { permissions: { read: true, write: true } };
const RECORD: ProcessRecord = {
  pid: 42,
  startedMs: 1_700_000_000_000,
  dataDir: "/var/etcd/data/new.etcd",
  commandLine: "--config-file=/home/nonroot/etcd.conf.yaml",
};

Deno.test(
  "writeProcessRecord() writes what readProcessRecord() reads",
  VOLUME,
  async () => {
    await using dir = await tempDir();
    const path = processRecordPath(dir.path);
    await writeProcessRecord(path, { ...RECORD, pid: 1 });
    await writeProcessRecord(path, RECORD);
    assertEquals(await readProcessRecord(path), RECORD);
    const entries = await Array.fromAsync(Deno.readDir(dir.path));
    assertEquals(entries.map(({ name }) => name), ["etcd_process.json"]);
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  },
);

for (
  const [index, text] of [
    "",
    "{",
    "null",
    "[]",
    "7",
    "{}",
    JSON.stringify({ ...RECORD, pid: "42" }),
    JSON.stringify({ ...RECORD, pid: 4.2 }),
    JSON.stringify({ ...RECORD, pid: -1 }),
    JSON.stringify({ ...RECORD, pid: 0 }),
    JSON.stringify({ ...RECORD, commandLine: "" }),
    JSON.stringify({ ...RECORD, commandLine: undefined }),
    JSON.stringify(RECORD).slice(0, -9),
    "\0\0\0\0",
  ].entries()
) {
  Deno.test(
    `readProcessRecord() takes record ${index}, ${
      JSON.stringify(text.slice(0, 10))
    }, for none`,
    VOLUME,
    async () => {
      await using dir = await tempDir();
      const path = processRecordPath(dir.path);
      await Deno.writeTextFile(path, text);
      assertEquals(await readProcessRecord(path), undefined);
    },
  );
}

Deno.test(
  "readProcessRecord() takes a missing file and a directory for none",
  VOLUME,
  async () => {
    await using dir = await tempDir();
    assertEquals(await readProcessRecord(`${dir.path}/none`), undefined);
    assertEquals(await readProcessRecord(dir.path), undefined);
  },
);

Deno.test(
  "removeProcessRecord() removes it and takes a missing one",
  VOLUME,
  async () => {
    await using dir = await tempDir();
    const path = processRecordPath(dir.path);
    await writeProcessRecord(path, RECORD);
    await removeProcessRecord(path);
    await removeProcessRecord(path);
    assertEquals(await readProcessRecord(path), undefined);
  },
);

Deno.test(
  "writeProcessRecord() rejects when the volume cannot be written",
  VOLUME,
  async () => {
    await assertRejects(
      () => writeProcessRecord("/nowhere/etcd_process.json", RECORD),
      Deno.errors.NotFound,
    );
  },
);
