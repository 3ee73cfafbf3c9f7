/** What a process has used. */
export interface ProcessFigures {
  readonly rssMb: number;
  readonly privateDirtyMb: number;
  /** Of all its threads, since it was started. */
  readonly cpuMs: number;
}

/** Clock ticks of `/proc` in a second, the same on every Linux. */
const TICKS_PER_SECOND = 100;

/** Reads from `/proc` what a process has used. */
export async function processFigures(pid: number): Promise<ProcessFigures> {
  const rollup = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The name, in parentheses, can hold anything; the state comes behind it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [userTicks = 0, systemTicks = 0] = fields.slice(11, 13).map(Number);
  return {
    rssMb: megabytes(rollup, "Rss"),
    privateDirtyMb: megabytes(rollup, "Private_Dirty"),
    cpuMs: (userTicks + systemTicks) * 1000 / TICKS_PER_SECOND,
  };
}

function megabytes(rollup: string, name: string): number {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(rollup);
  if (kilobytes === null) throw new TypeError(`Cannot find "${name}"`);
  return Number(kilobytes[1]) / 1024;
}
