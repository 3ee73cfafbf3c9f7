/** The sizes of all files below a directory; links are not followed. */
export async function sizeOfTree(
  dir: string,
  signal: AbortSignal,
): Promise<number> {
  let sumBytes = 0;
  for await (const { name, isDirectory, isFile } of Deno.readDir(dir)) {
    signal.throwIfAborted();
    const path = `${dir}/${name}`;
    if (isDirectory) sumBytes += await sizeOfTree(path, signal);
    else if (isFile) sumBytes += (await Deno.lstat(path)).size;
  }
  return sumBytes;
}
