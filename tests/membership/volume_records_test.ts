import { assertEquals, assertRejects } from "@std/assert";
import {
  type JoinRecord,
  readVolumeRecords,
  RECORD_FILES,
  writeVolumeRecord,
} from "../../lib/membership/volume_records.ts";
import { recordTombstone } from "../../lib/membership/record_tombstone.ts";
import { tempDir } from "../support/temp_dir.ts";
import { OFFERED, PARTICIPANTS } from "./made_facts.ts";

const NOTHING = {
  bootstrap: undefined,
  join: undefined,
  tombstone: undefined,
};

Deno.test("readVolumeRecords() gives what was written, for the owner alone", async () => {
  await using dir = await tempDir();
  assertEquals(await readVolumeRecords(dir.path), NOTHING);
  const bootstrap = {
    ...OFFERED,
    phase: "decided",
    participants: PARTICIPANTS,
  } as const;
  const join: JoinRecord = { phase: "added", clusterId: "c", memberId: "m" };
  await writeVolumeRecord(dir.path, "bootstrap", bootstrap);
  await writeVolumeRecord(dir.path, "join", {
    phase: "adding",
    clusterId: "c",
  });
  await writeVolumeRecord(dir.path, "join", join);
  await recordTombstone(dir.path, { memberId: "m", clusterId: "c" });
  const { tombstone, ...records } = await readVolumeRecords(dir.path);
  assertEquals<unknown>(records, { bootstrap, join });
  assertEquals(tombstone?.memberId, "m");
  const names: string[] = [];
  for await (const { name } of Deno.readDir(dir.path)) {
    names.push(name);
    const { mode } = await Deno.stat(`${dir.path}/${name}`);
    assertEquals((mode ?? 0) & 0o777, 0o600);
  }
  assertEquals(names.sort(), Object.values(RECORD_FILES).toSorted());
});

for (
  const [what, text] of [
    ["is empty", ""],
    ["is cut", '{"version":1,"phase":"off'],
    ["is of a later version", '{"version":2,"phase":"offered"}'],
    [
      "is of an unknown phase",
      '{"version":1,"phase":"x","volumeId":"v","clusterHash":"h"}',
    ],
    ["lacks a value", '{"version":1,"phase":"offered","volumeId":"v"}'],
    ["is no object", "7"],
  ] as const
) {
  Deno.test(`readVolumeRecords() refuses a record that ${what}`, async () => {
    await using dir = await tempDir();
    await Deno.writeTextFile(`${dir.path}/bootstrap.json`, text);
    await assertRejects(
      () => readVolumeRecords(dir.path),
      Error,
      `Cannot understand "${dir.path}/bootstrap.json"`,
    );
  });
}

Deno.test("readVolumeRecords() refuses a record that cannot be read", async () => {
  await using dir = await tempDir();
  await Deno.mkdir(`${dir.path}/join.json`);
  await assertRejects(
    () => readVolumeRecords(dir.path),
    Error,
    `Cannot read "${dir.path}/join.json"`,
  );
});

Deno.test("writeVolumeRecord() names the file that it cannot write", async () => {
  await assertRejects(
    () => writeVolumeRecord("/nowhere", "bootstrap", OFFERED),
    Error,
    'Cannot write "/nowhere/bootstrap.json"',
  );
});
