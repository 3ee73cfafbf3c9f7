/** Memory that this process may still use, with its cgroup's limit counted. */
export async function freeMemoryBytes(): Promise<number> {
  const { available } = Deno.systemMemoryInfo();
  // Loaded when it is needed only: it costs 4 MB.
  const { default: process } = await import("node:process");
  // Deno 2.6 does not have this yet; 0 means that there is no limit.
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 ? Math.min(available, limit) : available;
}
