/**
 * The etcd executable to run: the one asked for, else `etcd` beside this
 * program, else `etcd` on PATH (which the platform looks up when it starts it).
 */
export async function findEtcd(
  asked: string,
  programPath: string,
): Promise<string> {
  if (asked !== "") return asked;
  const beside = `${programPath.slice(0, programPath.lastIndexOf("/"))}/etcd`;
  try {
    if ((await Deno.stat(beside)).isFile) return beside;
  } catch {
    // Not there, or outside of what this program may read: PATH decides.
  }
  return "etcd";
}
