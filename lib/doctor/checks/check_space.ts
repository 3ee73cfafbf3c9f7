import { formatBytes } from "../../validation/report/format_bytes.ts";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";
import type { DoctorSubject } from "../doctor_subject.ts";

/** Compares what is free on the volume with what etcd may come to need. */
export const CHECK_SPACE: DoctorCheck = {
  name: "space",
  timeoutMs: 5000,
  async run({ subject, report }: CheckCall) {
    const { volumeDir } = subject;
    if (volumeDir === "") return { summary: "not looked at", isSkipped: true };
    const space = await readSpace(volumeDir);
    const { freeBytes, totalBytes, freeInodes, totalInodes } = space;
    const databaseBytes = await sizeOf(`${subject.dataDir}/member/snap/db`);
    const quotaBytes = effectiveQuota(subject);
    const neededBytes = quotaBytes === undefined
      ? LOG_BYTES
      : Math.max(0, quotaBytes - databaseBytes) + LOG_BYTES;
    const free = `${formatBytes(freeBytes)} of ${formatBytes(totalBytes)} free`;
    if (freeBytes < LOG_BYTES) {
      const reason = `${free}: not enough for the next files of the log`;
      report("SPACE_FULL", { subject: volumeDir, reason });
    } else if (freeBytes < neededBytes) {
      const reason = `${free}; up to its quota the database (` +
        `${formatBytes(databaseBytes)}) and its log can need ` +
        `${formatBytes(neededBytes)} more: the volume can be full before ` +
        "etcd raises NOSPACE";
      report("SPACE_LOW", { subject: volumeDir, reason });
    }
    if (totalInodes > 0 && freeInodes < MIN_INODES) {
      const reason = `${freeInodes} of ${totalInodes} inodes are free`;
      report("INODES_LOW", { subject: volumeDir, reason });
    }
    const quota = quotaBytes === undefined
      ? ""
      : `; the database has ${formatBytes(databaseBytes)} of ${
        formatBytes(quotaBytes)
      }`;
    return {
      summary: `${free}${quota}`,
      facts: { ...space, databaseBytes, quotaBytes: quotaBytes ?? null },
    };
  },
};

/** A segment that is written and one that lies ready, 64 MB each. */
const LOG_BYTES = 2 * 64_000_000;
/** A member has a few dozen files. */
const MIN_INODES = 200;
/** What etcd takes for 0. */
const DEFAULT_QUOTA_BYTES = 2 * 2 ** 30;

/** `undefined`: not known, or no limit. */
function effectiveQuota({ config }: DoctorSubject): number | undefined {
  if (config === undefined || config.quotaBackendBytes < 0) return undefined;
  return config.quotaBackendBytes || DEFAULT_QUOTA_BYTES;
}

async function readSpace(dir: string): Promise<{
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly freeInodes: number;
  readonly totalInodes: number;
}> {
  const { statfs } = await import("node:fs/promises");
  const { bavail, blocks, bsize, ffree, files } = await statfs(dir);
  return {
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    freeInodes: ffree,
    totalInodes: files,
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    // There is no data yet.
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
