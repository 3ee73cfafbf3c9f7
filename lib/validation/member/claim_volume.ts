import { replaceFile } from "../../replace_file.ts";
import { volumeGuardPath } from "./volume_guard.ts";

/**
 * Marks a volume as one of a namespace unless it is marked already; tells
 * whether it has. The backup-restore sidecar writes and reads the same file.
 */
export async function claimVolume(
  volumeDir: string,
  namespace: string,
): Promise<boolean> {
  if (namespace === "") return false;
  const path = volumeGuardPath(volumeDir);
  try {
    await Deno.lstat(path);
    return false;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await replaceFile(path, namespace);
  return true;
}
