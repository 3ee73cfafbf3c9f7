/**
 * Reads the configuration file.
 *
 * @throws {Error} With the path and what keeps it from being read.
 */
export async function readOwnFile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw new Error(
      `Cannot read the etcd configuration "${path}": ${describe(cause)}`,
      { cause },
    );
  }
}

function describe(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.IsADirectory) return "it is a directory";
  if (error instanceof Deno.errors.PermissionDenied) return "access is denied";
  if (error instanceof Deno.errors.NotCapable) {
    return "the program is not granted that path; put the file below /var/etcd";
  }
  return error instanceof Error ? error.message : String(error);
}
