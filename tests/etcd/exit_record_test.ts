import { assert, assertEquals } from "@std/assert";
import {
  consumeExitRecord,
  exitRecordPaths,
  readExitRecord,
  removeValidationMarker,
  writeExitRecord,
} from "../../lib/etcd/exit_record.ts";
import { captureLog } from "../support/captured_log.ts";
import { tempDir } from "../support/temp_dir.ts";

/** What the room may do with the data volume. */
const VOLUME = { permissions: { read: true, write: true } };

for (
  const [content, isClean, captured] of [
    ["terminated", true, "terminated"],
    ["interrupt", true, "interrupt"],
    ["terminated\n", true, "terminated"],
    [" interrupt \n", true, "interrupt"],
    ["", false, ""],
    ["killed", false, "killed"],
    ["SIGTERM", false, "SIGTERM"],
    ["Terminated", false, "Terminated"],
    ["terminated interrupt", false, "terminated interrupt"],
  ] as const
) {
  Deno.test(
    `readExitRecord() takes ${JSON.stringify(content)} for ${
      isClean ? "clean" : "unclean"
    } (contract D.26)`,
    VOLUME,
    async () => {
      await using dir = await tempDir();
      using log = captureLog();
      const paths = exitRecordPaths(dir.path);
      await Deno.writeTextFile(paths.exitCodeFile, content);
      assertEquals(await readExitRecord(paths, log.logger), {
        isClean,
        captured,
      });
      assertEquals(log.lines, []);
    },
  );
}

Deno.test(
  "readExitRecord() takes a missing record for unclean, silently",
  VOLUME,
  async () => {
    await using dir = await tempDir();
    using log = captureLog();
    const record = await readExitRecord(exitRecordPaths(dir.path), log.logger);
    assertEquals(record, { isClean: false, captured: "" });
    assertEquals(log.lines, []);
  },
);

Deno.test(
  "a directory in the record's place is tolerated (F47)",
  VOLUME,
  async () => {
    await using dir = await tempDir();
    using log = captureLog();
    const paths = exitRecordPaths(dir.path);
    await Deno.mkdir(`${paths.exitCodeFile}/sub`, { recursive: true });
    const record = await readExitRecord(paths, log.logger);
    assertEquals(record, { isClean: false, captured: "" });
    await writeExitRecord(paths, "SIGTERM", log.logger);
    await consumeExitRecord(paths, log.logger);
    assertEquals(log.messages(), [
      "error in checking if exitCodeFile exists, assuming full-validation to be done.",
      "cannot record the clean end, the next validation is full",
      "cannot remove a file of the last run",
    ]);
    assertEquals(log.messages("warn").length, 3);
    assertEquals(await namesIn(dir.path), ["exit_code"]);
  },
);

Deno.test("a volume that is not there is tolerated (F47)", VOLUME, async () => {
  using log = captureLog();
  const paths = exitRecordPaths("/nowhere/data");
  await writeExitRecord(paths, "SIGINT", log.logger);
  await consumeExitRecord(paths, log.logger);
  assertEquals(log.messages(), [
    "cannot record the clean end, the next validation is full",
  ]);
});

for (
  const [signal, text] of [
    ["SIGTERM", "terminated"],
    ["SIGINT", "interrupt"],
  ] as const
) {
  Deno.test(
    `writeExitRecord() writes ${text}, 0600, no newline (F2, F3)`,
    VOLUME,
    async () => {
      await using dir = await tempDir();
      using log = captureLog();
      const paths = exitRecordPaths(dir.path);
      await Deno.writeTextFile(paths.exitCodeFile, "old", { mode: 0o644 });
      await writeExitRecord(paths, signal, log.logger);
      assertEquals(await Deno.readTextFile(paths.exitCodeFile), text);
      const { mode } = await Deno.stat(paths.exitCodeFile);
      assertEquals((mode ?? 0) & 0o777, 0o600);
      assertEquals(await namesIn(dir.path), ["exit_code"]);
      assert((await readExitRecord(paths, log.logger)).isClean);
    },
  );
}

Deno.test(
  "writeExitRecord() leaves a leftover of a cut write behind nothing",
  VOLUME,
  async () => {
    await using dir = await tempDir();
    using log = captureLog();
    const paths = exitRecordPaths(dir.path);
    await Deno.writeTextFile(`${paths.exitCodeFile}.tmp`, "a longer leftover", {
      mode: 0o644,
    });
    await writeExitRecord(paths, "SIGTERM", log.logger);
    assertEquals(await Deno.readTextFile(paths.exitCodeFile), "terminated");
    const { mode } = await Deno.stat(paths.exitCodeFile);
    assertEquals((mode ?? 0) & 0o777, 0o600);
  },
);

Deno.test(
  "consumeExitRecord() removes the record and nothing else",
  VOLUME,
  async () => {
    await using dir = await tempDir();
    using log = captureLog();
    const paths = exitRecordPaths(dir.path);
    await Deno.writeTextFile(paths.exitCodeFile, "terminated");
    await Deno.writeTextFile(paths.validationMarkerFile, "");
    await consumeExitRecord(paths, log.logger);
    assertEquals(await namesIn(dir.path), ["validation_marker"]);
    await consumeExitRecord(paths, log.logger);
    assertEquals(log.lines, []);
  },
);

Deno.test(
  "removeValidationMarker() removes the marker alone (F48)",
  VOLUME,
  async () => {
    await using dir = await tempDir();
    using log = captureLog();
    const paths = exitRecordPaths(dir.path);
    await Deno.writeTextFile(paths.exitCodeFile, "terminated");
    await Deno.writeTextFile(paths.validationMarkerFile, "");
    await removeValidationMarker(paths, log.logger);
    await removeValidationMarker(paths, log.logger);
    assertEquals(await namesIn(dir.path), ["exit_code"]);
    assertEquals(log.lines, []);
  },
);

async function namesIn(dir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(dir));
  return entries.map(({ name }) => name).sort();
}
