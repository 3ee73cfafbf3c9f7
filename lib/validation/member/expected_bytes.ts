import { namesIn } from "../names_in.ts";
import { listWalFiles } from "../wal/wal_files.ts";
import type { MemberPaths } from "./data_dir.ts";
import type { ValidationMode } from "./member_report.ts";

/** How much the snapshots, the log and the database give to read. */
export async function expectedBytes(
  { walDir, snapDir, database }: MemberPaths,
  mode: ValidationMode,
): Promise<readonly [snapshots: number, log: number, database: number]> {
  const names = await namesIn(snapDir);
  const snaps = names.filter((name) => name.endsWith(".snap"));
  const { segments } = await listWalFiles(walDir);
  const read = mode === "full" ? segments : segments.slice(-1);
  return [
    await sizeOf(snaps.map((name) => `${snapDir}/${name}`)),
    read.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    mode === "full" ? await sizeOf([database]) : 0,
  ];
}

async function sizeOf(paths: readonly string[]): Promise<number> {
  let sizeBytes = 0;
  for (const path of paths) {
    try {
      sizeBytes += (await Deno.stat(path)).size;
    } catch {
      // What is wrong with it shows when it is read.
    }
  }
  return sizeBytes;
}
