import { dirname } from "@std/path/posix/dirname";
import { syncDirectory } from "./sync_directory.ts";

/**
 * Puts a file in place all at once: a crash leaves the old or the new content,
 * never a part of it, and nobody but the owner can read it.
 */
export async function replaceFile(
  path: string,
  content: Uint8Array | string,
): Promise<void> {
  const directory = dirname(path);
  const temporary = await Deno.makeTempFile({
    dir: directory,
    prefix: ".etcd-",
  });
  try {
    await writeSynced(temporary, toBytes(content));
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary);
    throw error;
  }
  await syncDirectory(directory);
}

function toBytes(content: Uint8Array | string): Uint8Array {
  return typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
}

async function writeSynced(path: string, content: Uint8Array): Promise<void> {
  // The temporary file is made with this mode, whatever the umask.
  using file = await Deno.open(path, { write: true, mode: 0o600 });
  let written = 0;
  while (written < content.length) {
    written += await file.write(content.subarray(written));
  }
  await file.sync();
}
