import {
  readVolumeRecords,
  RECORD_FILES,
} from "../../membership/volume_records.ts";
import { listQuarantine } from "../../quarantine/list_quarantine.ts";
import { knownRoots } from "../../quarantine/quarantine_place.ts";
import { memberPaths } from "../../validation/member/data_dir.ts";
import { namesIn } from "../../validation/names_in.ts";
import { formatBytes } from "../../validation/report/format_bytes.ts";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";
import { DOCTOR_FILE_PREFIX } from "../doctor_file_prefix.ts";
import { sizeOfTree } from "../size_of_tree.ts";

/** Looks for what earlier runs have left on the volume. */
export const CHECK_LEFTOVERS: DoctorCheck = {
  name: "leftovers",
  timeoutMs: 10_000,
  async run(call: CheckCall) {
    const { volumeDir, dataDir } = call.subject;
    if (volumeDir === "") return { summary: "not looked at", isSkipped: true };
    await checkRecords(call);
    const quarantineBytes = dataDir === "" ? 0 : await checkQuarantine(call);
    const files = await checkFiles(call);
    return {
      summary: `${formatBytes(quarantineBytes)} in quarantine, ` +
        `${files.length} files left over`,
      facts: { quarantineBytes, files },
    };
  },
};

async function checkRecords({ subject, report }: CheckCall): Promise<void> {
  const { volumeDir } = subject;
  try {
    const { tombstone } = await readVolumeRecords(volumeDir);
    if (tombstone === undefined) return;
    const { memberId, clusterId, recordedAt } = tombstone;
    const reason = `the member ${memberId} was removed from the cluster ` +
      `${clusterId}, as was noticed at ${recordedAt}: it does not start`;
    report("MEMBER_TOMBSTONE", {
      subject: `${volumeDir}/${RECORD_FILES.tombstone}`,
      reason,
    });
  } catch (error) {
    const reason = (error as Error).message;
    report("VOLUME_UNREADABLE", { subject: volumeDir, reason });
  }
}

async function checkQuarantine(
  { subject, report, signal }: CheckCall,
): Promise<number> {
  let sumBytes = 0;
  for (const { dir, report: entry } of await listQuarantine(subject.dataDir)) {
    signal.throwIfAborted();
    if (entry.state !== "complete") {
      const reason = `moving invalid data aside (${entry.code}) was cut off`;
      report("QUARANTINE_UNFINISHED", { subject: dir, reason });
      continue;
    }
    const sizeBytes = await sizeOfTree(dir, signal);
    sumBytes += sizeBytes;
    const reason = `${formatBytes(sizeBytes)} of data that was invalid ` +
      `(${entry.code}) at ${entry.time}`;
    report("QUARANTINE_KEPT", { subject: dir, reason });
  }
  return sumBytes;
}

/** What a program writes before it renames it, or leaves on purpose. */
const LEFTOVER_REGEXP =
  /\.tmp$|\.part$|\.tmp\d+$|\.broken(?:\.\d+)?$|\.snap\.db$|^\.removing-/;
/** etcd keeps the next files of its log ready under such names. */
const NEXT_SEGMENT_REGEXP = /^\d+\.tmp$/;

async function checkFiles(
  { subject, report }: CheckCall,
): Promise<readonly string[]> {
  const { volumeDir, dataDir, walDir } = subject;
  const dirs = new Set([volumeDir]);
  if (dataDir !== "") {
    const paths = memberPaths(dataDir, walDir);
    for (const dir of [dataDir, paths.walDir, paths.snapDir]) dirs.add(dir);
    for (const root of await knownRoots(dataDir)) dirs.add(root);
  }
  const found: string[] = [];
  for (const dir of dirs) {
    for (const name of await namesIn(dir)) {
      if (NEXT_SEGMENT_REGEXP.test(name)) continue;
      const isOwn = name.startsWith(DOCTOR_FILE_PREFIX);
      if (!isOwn && !LEFTOVER_REGEXP.test(name)) continue;
      const path = `${dir}/${name}`;
      const info = await Deno.stat(path).catch(() => undefined);
      // A check of this very run has made it, or something ended it just now.
      if (info === undefined || isOwn && isYoung(info)) continue;
      found.push(path);
      const since = info.mtime?.toISOString() ?? "an unknown time";
      const reason = `${formatBytes(info.size)}, last written at ${since}`;
      report("LEFTOVER_FILE", { subject: path, reason });
    }
  }
  return found;
}

/** Longer than any run of this verb. */
const YOUNG_MS = 60_000;

function isYoung({ mtime }: Deno.FileInfo): boolean {
  return mtime !== null && Date.now() - mtime.getTime() < YOUNG_MS;
}
