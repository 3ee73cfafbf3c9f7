import { delay } from "@std/async/delay";
import { findLockHolder } from "../lock_holder.ts";

/** How long a lock is waited for, and who hears of it. */
export interface WaitForLockOptions {
  /** The wait ends unsuccessfully after this time; 0: no wait. */
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /**
   * Told who holds the lock when the wait begins and when the holder changes;
   * `undefined` where the kernel does not say who.
   */
  readonly onWait: (holderPid: number | undefined) => void;
}

/** Who holds a lock. */
export interface DatabaseLock {
  /** `undefined` where the kernel does not say it. */
  readonly pid: number | undefined;
}

/** A look costs one system call, and etcd takes longer than this to end. */
const LOOK_AGAIN_MS = 100;

/**
 * Waits until no one has the database locked, as a running etcd has. Gives
 * who holds the lock when time is up, `undefined` when it is free.
 */
export async function waitForLock(
  database: string,
  { timeoutMs, signal, onWait }: WaitForLockOptions,
): Promise<DatabaseLock | undefined> {
  const end = performance.now() + timeoutMs;
  let told: DatabaseLock | undefined;
  while (true) {
    signal.throwIfAborted();
    const lock = await findDatabaseLock(database);
    const leftMs = end - performance.now();
    if (lock === undefined || leftMs <= 0) return lock;
    if (told === undefined || told.pid !== lock.pid) onWait(lock.pid);
    told = lock;
    await delay(Math.min(LOOK_AGAIN_MS, leftMs), { signal });
  }
}

/**
 * Finds out whether a database is locked, and by whom if the kernel says so.
 * bbolt locks with `flock`, whose state anyone can ask for who may read.
 */
async function findDatabaseLock(
  database: string,
): Promise<DatabaseLock | undefined> {
  try {
    using file = await Deno.open(database);
    // A shared lock for an instant: who reads may read beside it. Deno 2.6
    // cannot try, there just the kernel's list tells, if it can be read.
    if (TRIES_LOCKS && await file.tryLock(false)) return undefined;
    const holder = await findLockHolder(database);
    if (holder === undefined && !TRIES_LOCKS) return undefined;
    return { pid: holder?.pid };
  } catch (error) {
    // What is wrong with it shows when it is read.
    if (isOfFile(error)) return undefined;
    throw error;
  }
}

const TRIES_LOCKS = "tryLock" in Deno.FsFile.prototype;

function isOfFile(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory ||
    error instanceof Deno.errors.PermissionDenied;
}
