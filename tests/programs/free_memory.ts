/** Prints how much memory this process may still use. */
import { freeMemoryBytes } from "../../lib/etcd/free_memory.ts";

await Deno.stdout.write(
  new TextEncoder().encode(`${await freeMemoryBytes()}\n`),
);
