import { releaseMemory } from "../../lib/process/release_memory.ts";

/*
 * Uses memory, lets go of it, and tells how much of the heap is in use before
 * and after it is released.
 */
function useMemory(): number {
  const used = Array.from({ length: 200_000 }, (_, index) => ({ index }));
  return used.length;
}

useMemory();
const before = Deno.memoryUsage().heapUsed;
// A task of its own: what the stack still refers to cannot be released.
await new Promise((resolve) => setTimeout(resolve, 0));
releaseMemory();
const after = Deno.memoryUsage().heapUsed;
const report = JSON.stringify({ before, after });
await Deno.stdout.write(new TextEncoder().encode(report));
