import { assert, assertEquals, assertRejects } from "@std/assert";
import { hashCluster } from "../../lib/membership/cluster_hash.ts";
import { noteStarted } from "../../lib/membership/note_started.ts";
import { offerVolume } from "../../lib/membership/offer_volume.ts";
import { createPeerStateHolder } from "../../lib/membership/peer_state_holder.ts";
import {
  readVolumeRecords,
  writeVolumeRecord,
} from "../../lib/membership/volume_records.ts";
import { tempDir } from "../support/temp_dir.ts";
import { DECIDED, IDENTITY, OFFERED, STARTED } from "./made_facts.ts";

const ABSENT = { state: "absent", identity: undefined } as const;
const { signal } = new AbortController();

Deno.test("offerVolume() gives an empty volume a name that lasts", async () => {
  await using dir = await tempDir();
  await using other = await tempDir();
  const options = { data: ABSENT, clusterHash: "hash" };
  const { bootstrap } = await offerVolume(dir.path, options);
  assertEquals(bootstrap?.phase, "offered");
  assertEquals(await offerVolume(dir.path, options), {
    ...await readVolumeRecords(dir.path),
    bootstrap,
  });
  const moved = await offerVolume(dir.path, { ...options, clusterHash: "b" });
  assertEquals(moved.bootstrap?.volumeId, bootstrap?.volumeId);
  assertEquals(moved.bootstrap?.clusterHash, "b");
  const { bootstrap: second } = await offerVolume(other.path, options);
  assert(second?.volumeId !== bootstrap?.volumeId);
});

Deno.test("offerVolume() keeps a decision, but not for another configuration", async () => {
  await using dir = await tempDir();
  await writeVolumeRecord(dir.path, "bootstrap", DECIDED);
  const kept = await offerVolume(dir.path, {
    data: ABSENT,
    clusterHash: "hash",
  });
  assertEquals<unknown>(kept.bootstrap, DECIDED);
  const taken = await offerVolume(dir.path, { data: ABSENT, clusterHash: "b" });
  assertEquals(taken.bootstrap, { ...OFFERED, clusterHash: "b" });
});

Deno.test("offerVolume() offers nothing that had data", async () => {
  await using dir = await tempDir();
  for (
    const data of [
      { state: "lost", identity: undefined },
      { state: "absent", identity: IDENTITY },
      { state: "present", identity: IDENTITY },
    ] as const
  ) {
    const { bootstrap } = await offerVolume(dir.path, {
      data,
      clusterHash: "hash",
    });
    assertEquals(bootstrap, undefined);
  }
  await writeVolumeRecord(dir.path, "bootstrap", STARTED);
  const { bootstrap } = await offerVolume(dir.path, {
    data: ABSENT,
    clusterHash: "b",
  });
  assertEquals<unknown>(bootstrap, STARTED);
});

Deno.test("noteStarted() notes that etcd wrote entries, once it did", async () => {
  await using dir = await tempDir();
  const place = { volumeDir: dir.path, walDir: `${dir.path}/wal` };
  await writeVolumeRecord(dir.path, "bootstrap", DECIDED);
  const join = { phase: "added", clusterId: "c", memberId: "m" } as const;
  await writeVolumeRecord(dir.path, "join", join);
  await Deno.mkdir(place.walDir);
  const segment = `${place.walDir}/0000000000000000-0000000000000000.wal`;
  await Deno.writeTextFile(segment, "");
  // A log without entries is not one that can be lost.
  await assertRejects(() => noteStarted(place, AbortSignal.timeout(100)));
  assertEquals((await readVolumeRecords(dir.path)).join?.phase, "added");
  const noted = noteStarted(place, signal);
  const entry = [...[2, 0, 0, 0, 0, 0, 0, 0], ...[8, 2]];
  await Deno.writeFile(segment, Uint8Array.from(entry));
  await noted;
  const records = await readVolumeRecords(dir.path);
  assertEquals(records.bootstrap?.phase, "started");
  assertEquals(records.join?.phase, "started");
});

Deno.test("createPeerStateHolder() tells what is known, and no volume is empty that had data", () => {
  const holder = createPeerStateHolder({ name: "m0", clusterHash: "hash" });
  const records = {
    bootstrap: undefined,
    join: undefined,
    tombstone: undefined,
  };
  const stateOf = (...it: Parameters<typeof holder.describe>) => {
    holder.describe(...it);
    return holder.get().state;
  };
  assertEquals(holder.get().state, "unknown");
  assertEquals(stateOf(ABSENT, { ...records, bootstrap: OFFERED }), "empty");
  assertEquals(
    stateOf(ABSENT, { ...records, bootstrap: DECIDED }),
    "bootstrapping",
  );
  assertEquals(holder.get().participants, DECIDED.participants);
  assertEquals(
    stateOf(ABSENT, { ...records, bootstrap: STARTED }),
    "data-lost",
  );
  assertEquals(
    stateOf({ state: "lost", identity: undefined }, records),
    "data-lost",
  );
  const join = { phase: "removing", clusterId: "c" } as const;
  assertEquals(stateOf(ABSENT, { ...records, join }), "data-lost");
  assertEquals(
    stateOf({ state: "present", identity: IDENTITY }, records),
    "has-data",
  );
  assertEquals(holder.get().memberId, IDENTITY.memberId);
  const tombstone = { ...IDENTITY, recordedAt: "", toLift: "" };
  assertEquals(stateOf(ABSENT, { ...records, tombstone }), "removed");
});

Deno.test("hashCluster() sees the token, names and URLs, in any order", async () => {
  const members = new Map([["a", ["http://a:1", "http://a:2"]], ["b", [
    "http://b:1",
  ]]]);
  const hash = await hashCluster("t", members);
  const turned = new Map([["b", ["http://b:1"]], ["a", [
    "http://a:2",
    "http://a:1",
  ]]]);
  assertEquals(await hashCluster("t", turned), hash);
  assert(await hashCluster("u", members) !== hash);
  assert(
    await hashCluster(
      "t",
      new Map([["a", ["http://a:1"]], ["b", ["http://b:1"]]]),
    ) !== hash,
  );
  assert(
    await hashCluster("t", new Map([...members, ["c", ["http://c:1"]]])) !==
      hash,
  );
});
