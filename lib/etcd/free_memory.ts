import process from "node:process";

/** Memory that this process may still use, with its cgroup's limit counted. */
export function freeMemoryBytes(): number {
  const { available } = Deno.systemMemoryInfo();
  // Deno 2.6 does not have this yet; 0 means that there is no limit.
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 ? Math.min(available, limit) : available;
}
