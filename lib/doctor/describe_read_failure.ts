/** Why a file cannot be read, in a few words. */
export function describeReadFailure(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "access is denied";
  if (error instanceof Deno.errors.NotCapable) {
    return "this program is not granted that path";
  }
  return error instanceof Error ? error.message : String(error);
}
