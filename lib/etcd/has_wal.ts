import { walFiles } from "./wal_head.ts";

/**
 * Tells whether a directory holds a write-ahead log, by which etcd decides
 * whether it starts for the first time.
 */
export async function hasWal(walDir: string): Promise<boolean> {
  try {
    return (await walFiles(walDir)).length > 0;
  } catch (error) {
    // No log for etcd either, which looks at it with the same rights.
    if (error instanceof Deno.errors.PermissionDenied) return false;
    if (error instanceof Deno.errors.NotADirectory) return false;
    // Only this program may not look: what depends on it is left to etcd.
    if (error instanceof Deno.errors.NotCapable) return true;
    throw error;
  }
}
