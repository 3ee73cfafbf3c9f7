import { formatBytes } from "../validation/report/format_bytes.ts";
import { RefusalError } from "./refusal_error.ts";

/** What is left to others, who may be etcd itself. */
const MIN_FREE_PERCENT = 10;

/**
 * Sees to it that a file does not fill up the file system that etcd may write
 * to as well: an etcd without space ends.
 *
 * @throws {RefusalError} When less than a tenth of it would stay free.
 */
export async function requireSpace(
  directory: string,
  sizeBytes: number,
): Promise<void> {
  const { statfs } = await import("node:fs/promises");
  const { bavail, blocks, bsize } = await statfs(directory);
  const freeBytes = bavail * bsize;
  const minFreeBytes = blocks * bsize * MIN_FREE_PERCENT / 100;
  if (freeBytes - sizeBytes >= minFreeBytes) return;
  throw new RefusalError(
    `Refused to write ${formatBytes(sizeBytes)} into "${directory}": ` +
      `${formatBytes(freeBytes)} are free there, and ` +
      `${
        formatBytes(minFreeBytes)
      } (${MIN_FREE_PERCENT} %) have to stay free ` +
      "for etcd",
  );
}
