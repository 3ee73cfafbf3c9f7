/** Writes an executable shell script, a stand-in for a program's version. */
export async function writeScript(path: string, body: string): Promise<string> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}

/** Writes a script that says it is etcd of a version. */
export function writeEtcd(path: string, version: string): Promise<string> {
  return writeScript(path, `echo "etcd Version: ${version}"`);
}
