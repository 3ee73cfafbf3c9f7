import { runCommand } from "../support/etcd/run_command.ts";

/** All files below a directory. */
export async function filesBelow(dir: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of Deno.readDir(dir)) {
    const path = `${dir}/${entry.name}`;
    if (entry.isDirectory) paths.push(...await filesBelow(path));
    else if (entry.isFile) paths.push(path);
  }
  return paths;
}

/** Drops files from the page cache, as `posix_fadvise` does. */
export async function dropFromCache(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    // Pages that are not on the disk yet stay.
    await runCommand("sync", [path]);
    await runCommand("dd", [
      `if=${path}`,
      "iflag=nocache",
      "count=0",
      "status=none",
    ]);
  }
}

/** Reads files from end to end, resolves with the milliseconds it took. */
export async function readMs(paths: readonly string[]): Promise<number> {
  const buffer = new Uint8Array(1024 * 1024);
  const beganMs = performance.now();
  for (const path of paths) {
    using file = await Deno.open(path);
    while (await file.read(buffer) !== null);
  }
  return performance.now() - beganMs;
}
