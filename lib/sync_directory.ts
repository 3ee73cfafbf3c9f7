/** Makes the renames in a directory last; not every file system knows how. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    using handle = await Deno.open(path, { read: true });
    await handle.sync();
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return;
    if (error instanceof Deno.errors.NotCapable) return;
    throw error;
  }
}
