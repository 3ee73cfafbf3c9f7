import { memberPaths } from "../../validation/member/data_dir.ts";
import { namesIn } from "../../validation/names_in.ts";
import { describeReadFailure } from "../describe_read_failure.ts";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";

/** Looks whether etcd can use its files, and nobody else can. */
export const CHECK_MODES: DoctorCheck = {
  name: "modes",
  timeoutMs: 5000,
  async run(call: CheckCall) {
    const { dataDir, walDir } = call.subject;
    if (dataDir === "") return { summary: "not looked at", isSkipped: true };
    const paths = memberPaths(dataDir, walDir);
    const dirs = [dataDir, `${dataDir}/member`, paths.snapDir, paths.walDir];
    const owners = new Set<string>();
    for (const dir of dirs) await checkDirectory(dir, owners, call);
    const files = [
      ...await filesIn(paths.snapDir),
      ...await filesIn(paths.walDir),
    ];
    for (const path of files) await checkFile(path, owners, call);
    return {
      summary: owners.size === 0
        ? "there is no data"
        : `${files.length} files of ${[...owners].join(" and ")}`,
    };
  },
};

async function filesIn(dir: string): Promise<string[]> {
  return (await namesIn(dir)).map((name) => `${dir}/${name}`);
}

async function checkDirectory(
  path: string,
  owners: Set<string>,
  { report }: CheckCall,
): Promise<void> {
  const info = await Deno.stat(path).catch(ignoreMissing);
  if (info === undefined) return;
  noteOwner(info, owners);
  if (((info.mode ?? 0) & 0o007) === 0) return;
  const reason = `has the mode ${octal(info.mode)}: every user can look into ` +
    "it; etcd makes it 0700";
  report("DATA_DIR_MODE", { subject: path, reason });
}

async function checkFile(
  path: string,
  owners: Set<string>,
  { report }: CheckCall,
): Promise<void> {
  const info = await Deno.stat(path).catch(ignoreMissing);
  if (info === undefined || !info.isFile) return;
  noteOwner(info, owners);
  if (((info.mode ?? 0) & 0o077) !== 0) {
    const reason = `has the mode ${octal(info.mode)} instead of 0600`;
    report("DATA_FILE_MODE", { subject: path, reason });
  }
  try {
    // Opened only, which changes nothing.
    (await Deno.open(path, { read: true, write: true })).close();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    const reason = `cannot be written: ${describeReadFailure(error)}; it ` +
      `belongs to user ${info.uid} and group ${info.gid}, mode ` +
      octal(info.mode);
    report("DATA_NOT_WRITABLE", { subject: path, reason });
  }
}

function noteOwner({ uid, gid }: Deno.FileInfo, owners: Set<string>): void {
  owners.add(`user ${uid}, group ${gid}`);
}

function octal(mode: number | null): string {
  return ((mode ?? 0) & 0o777).toString(8).padStart(4, "0");
}

/** etcd removes files while it runs. */
function ignoreMissing(error: unknown): undefined {
  if (error instanceof Deno.errors.NotFound) return undefined;
  throw error;
}
