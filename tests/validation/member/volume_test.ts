import { assertEquals } from "@std/assert";
import { claimVolume } from "../../../lib/validation/member/claim_volume.ts";
import {
  memberIdentityPath,
  readMemberIdentity,
} from "../../../lib/validation/member/member_identity.ts";
import { recordMemberIdentity } from "../../../lib/validation/member/record_member_identity.ts";
import { volumeGuardPath } from "../../../lib/validation/member/volume_guard.ts";
import { startMember } from "../../support/running_member.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { copyTree } from "./mixed_members.ts";
import { codesOf, ourReport } from "./our_report.ts";

const NOW = new Date("2026-11-23T03:06:13.687Z");

Deno.test("claimVolume() marks a volume for its owner alone, once", async () => {
  await using dir = await tempDir();
  const path = volumeGuardPath(dir.path);
  assertEquals(await claimVolume(dir.path, ""), false);
  assertEquals(await claimVolume(dir.path, "team-a"), true);
  assertEquals(await claimVolume(dir.path, "team-b"), false);
  assertEquals(await Deno.readTextFile(path), "team-a");
  assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  const names = await Array.fromAsync(Deno.readDir(dir.path));
  assertEquals(names.map(({ name }) => name), ["safe_guard"]);
});

Deno.test("validateMember() does not look at what a volume of another namespace holds", async () => {
  await using dir = await tempDir();
  const dataDir = `${dir.path}/new.etcd`;
  await claimVolume(dir.path, "team-a");
  await Deno.mkdir(`${dataDir}/odd`, { recursive: true });
  const other = await ourReport(dataDir, { namespace: "team-b" });
  assertEquals(other.verdict, "wrong-volume");
  assertEquals(codesOf(other), ["VOLUME_NAMESPACE"]);
  const own = await ourReport(dataDir, { namespace: "team-a" });
  assertEquals(codesOf(own), ["MEMBER_FOREIGN"]);
  await Deno.remove(volumeGuardPath(dir.path));
  await Deno.mkdir(volumeGuardPath(dir.path));
  const unreadable = await ourReport(dataDir, { namespace: "team-a" });
  assertEquals(unreadable.verdict, "wrong-volume");
  assertEquals(codesOf(unreadable), ["VOLUME_GUARD_READ"]);
});

Deno.test("validateMember() warns of a namespace that is not known", async () => {
  await using dir = await tempDir();
  const dataDir = `${dir.path}/new.etcd`;
  for (const namespace of [undefined, ""]) {
    const report = await ourReport(dataDir, { namespace });
    assertEquals(codesOf(report), ["VOLUME_NOT_CHECKED"]);
    assertEquals(report.verdict, "absent");
    const offline = { namespace, needsNamespace: false };
    assertEquals(codesOf(await ourReport(dataDir, offline)), []);
  }
});

Deno.test("recordMemberIdentity() remembers whose data a volume holds", async () => {
  await using one = await startMember();
  await using two = await startMember({ config: { name: "etcd-main-1" } });
  const dirs = [one, two].map(({ dir }) => `${dir}/new.etcd`);
  const [dataDir = "", otherDir = ""] = dirs;
  const locked = await ourReport(dataDir);
  assertEquals(await recordMemberIdentity(one.dir, locked, NOW), false);
  await one.etcd.stop();
  await two.etcd.stop();

  const report = await ourReport(dataDir);
  assertEquals(await recordMemberIdentity(one.dir, report, NOW), true);
  assertEquals(await recordMemberIdentity(one.dir, report, NOW), false);
  const { memberId, clusterId } = report.facts;
  const recorded = await readMemberIdentity(one.dir);
  assertEquals(recorded, {
    name: "etcd-main-0",
    memberId: memberId ?? "",
    clusterId: clusterId ?? "",
    recordedAt: "2026-11-23T03:06:13.687Z",
  });
  const again = await ourReport(dataDir);
  assertEquals([again.verdict, again.facts.recorded], ["valid", recorded]);

  await copyTree(otherDir, dataDir);
  const other = await ourReport(dataDir);
  assertEquals(other.verdict, "wrong-volume");
  assertEquals(codesOf(other), ["VOLUME_CLUSTER", "VOLUME_MEMBER"]);
  assertEquals(await recordMemberIdentity(one.dir, other, NOW), false);

  await Deno.remove(dataDir, { recursive: true });
  const emptied = await ourReport(dataDir);
  assertEquals(emptied.verdict, "absent");
  assertEquals(codesOf(emptied), ["VOLUME_EMPTIED"]);
});

Deno.test("validateMember() finds the volume of a member with another name", async () => {
  await using member = await startMember();
  await member.etcd.stop();
  const dataDir = `${member.dir}/new.etcd`;
  const expected = { name: "etcd-main-1" };
  const report = await ourReport(dataDir, { expected });
  assertEquals(report.verdict, "wrong-volume");
  assertEquals(codesOf(report), ["VOLUME_NAME"]);
  // The record still says it when the data is gone.
  const valid = await ourReport(dataDir);
  await recordMemberIdentity(member.dir, valid, NOW);
  await Deno.remove(dataDir, { recursive: true });
  const gone = await ourReport(dataDir, { expected });
  assertEquals(gone.verdict, "wrong-volume");
  assertEquals(codesOf(gone), ["VOLUME_NAME", "VOLUME_EMPTIED"]);
});

Deno.test("validateMember() warns of a record that cannot be read", async () => {
  await using dir = await tempDir();
  for (const text of ["", "{}", "[1]", "null"]) {
    await Deno.writeTextFile(memberIdentityPath(dir.path), text);
    const report = await ourReport(`${dir.path}/new.etcd`);
    assertEquals(codesOf(report), ["VOLUME_RECORD"], text);
    assertEquals(report.verdict, "absent");
  }
});
