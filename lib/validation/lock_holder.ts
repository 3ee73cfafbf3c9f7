/** A process that holds a lock on a file. */
export interface LockHolder {
  /** `undefined` where the kernel does not say it, or not to us. */
  readonly pid: number | undefined;
}

/**
 * Finds who has a file locked, without locking it; `undefined` where the
 * kernel cannot be asked.
 *
 * Trying to lock it would not do: etcd locks its log with locks of open file
 * descriptions, which `flock` neither sees nor hinders, and its database with
 * `flock`. The kernel's list has both.
 */
export async function findLockHolder(
  path: string,
): Promise<LockHolder | undefined> {
  const { dev, ino } = await Deno.stat(path);
  const locks = await readLocks();
  const place = `${hex(major(dev))}:${hex(minor(dev))}:${ino}`;
  // "1: OFDLCK ADVISORY WRITE -1 08:01:1234 0 EOF"; "->" marks those who wait.
  const lock = locks.find((it) => it.includes(place) && it[1] !== "->");
  if (lock === undefined) return undefined;
  const pid = Number(lock[lock.indexOf(place) - 1]);
  return { pid: pid > 0 ? pid : await findOpener(ino) };
}

async function readLocks(): Promise<string[][]> {
  try {
    const text = await Deno.readTextFile("/proc/locks");
    return text.split("\n").map((line) => line.split(/\s+/));
  } catch {
    // No such file, or no right to read it: no one is known.
    return [];
  }
}

/** Locks of open file descriptions have no process: look who has it open. */
async function findOpener(ino: number | null): Promise<number | undefined> {
  for await (const { name } of list("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === Deno.pid) continue;
    for await (const { name: fd } of list(`/proc/${name}/fdinfo`)) {
      const info = await readText(`/proc/${name}/fdinfo/${fd}`);
      const isIt = info.split("\n").some((line) =>
        line.startsWith("lock:") && line.includes(`:${ino} `)
      );
      if (isIt) return Number(name);
    }
  }
  return undefined;
}

async function* list(directory: string): AsyncGenerator<Deno.DirEntry> {
  try {
    yield* Deno.readDir(directory);
  } catch {
    // The process has ended, or belongs to someone else.
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return "";
  }
}

function hex(number: number): string {
  return number.toString(16).padStart(2, "0");
}

/** Linux spreads both numbers over the 64 bits of a device. */
function major(dev: number): number {
  const big = BigInt(dev);
  return Number(big >> 8n & 0xfffn | big >> 32n & 0xfffff000n);
}

function minor(dev: number): number {
  const big = BigInt(dev);
  return Number(big & 0xffn | big >> 12n & 0xffffff00n);
}
