/** Looks a program up in a PATH's folders, in their order. */
export async function findOnPath(
  name: string,
  searchPath: string,
): Promise<string | undefined> {
  for (const folder of searchPath.split(":").filter((it) => it !== "")) {
    const path = `${folder}/${name}`;
    try {
      const info = await Deno.stat(path);
      if (info.isFile && ((info.mode ?? 0) & 0o111) !== 0) return path;
    } catch {
      // Folders of PATH may be missing or closed: the next one counts.
    }
  }
  return undefined;
}
