import { isAlive } from "./is_alive.ts";

/** Finds the processes that run and whose command line has a text. */
export function findProcesses(text: string): number[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    try {
      const command = Deno.readTextFileSync(`/proc/${name}/cmdline`);
      const isFound = /^\d+$/.test(name) && command.includes(text);
      return isFound && isAlive(Number(name)) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
