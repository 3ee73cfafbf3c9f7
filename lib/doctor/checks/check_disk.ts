import { dirname } from "@std/path/posix/dirname";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";
import type { DoctorSubject } from "../doctor_subject.ts";
import { DOCTOR_FILE_PREFIX } from "../doctor_file_prefix.ts";
import { measureDisk } from "../measure_disk.ts";

/** Measures how long the volume of the log takes until a write is safe. */
export const CHECK_DISK: DoctorCheck = {
  name: "disk",
  timeoutMs: 10_000,
  async run({ subject, report, signal }: CheckCall) {
    if (subject.volumeDir === "") {
      return { summary: "not looked at", isSkipped: true };
    }
    const dir = await logVolumeDir(subject);
    const path = `${dir}/${DOCTOR_FILE_PREFIX}${crypto.randomUUID()}`;
    try {
      const latency = await measureDisk({ path, signal });
      const { count, p50Ms, p90Ms, p99Ms, maxMs } = latency;
      const figures = `p50 ${p50Ms} ms, p90 ${p90Ms} ms, p99 ${p99Ms} ms, ` +
        `max ${maxMs} ms`;
      if (p99Ms > MAX_P99_MS) {
        const reason =
          `one write of a hundred takes ${p99Ms} ms or more until ` +
          `it is safe; etcd wants ${MAX_P99_MS} ms at most (${figures})`;
        report("DISK_SLOW", { subject: dir, reason });
      }
      const summary = `${count} writes in ${dir}: ${figures}`;
      return { summary, facts: { dir, ...latency } };
    } catch (error) {
      signal.throwIfAborted();
      const reason = `nothing can be written there: ${describe(error)}`;
      report("DISK_NOT_WRITABLE", { subject: dir, reason });
      return { summary: `${dir} cannot be written` };
    }
  },
};

/** What etcd's documentation asks of `fdatasync`. */
const MAX_P99_MS = 10;

/** Beside the log's directory, where nothing takes the file for etcd's. */
async function logVolumeDir(
  { dataDir, walDir, volumeDir }: DoctorSubject,
): Promise<string> {
  const log = walDir === "" ? dataDir : walDir;
  const beside = walDir === "" ? volumeDir : dirname(walDir);
  const [inner, outer] = await Promise.all(
    [log, beside].map((path) => Deno.stat(path).catch(() => undefined)),
  );
  const isMount = inner !== undefined && inner.dev !== outer?.dev;
  return isMount ? log : beside;
}

function describe(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) {
    return "there is no such directory";
  }
  if (error instanceof Deno.errors.NotCapable) {
    return "this program is not granted that path";
  }
  return error instanceof Error ? error.message : String(error);
}
