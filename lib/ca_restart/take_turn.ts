import { delay } from "@std/async/delay";
import type { WrapperState } from "./wrapper_state.ts";

/** What {@linkcode takeTurn} needs. */
export interface TakeTurnOptions {
  /** This member's id, hexadecimal. */
  readonly ownId: string;
  /** Asks every other voter's wrapper, now. */
  readonly askOthers: (signal: AbortSignal) => Promise<readonly WrapperState[]>;
  /** Shows the others whether this member is about to restart. */
  readonly announce: (isAnnounced: boolean, waitsFor: string) => void;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Time between two questions. @default {2000} */
  readonly periodMs?: number;
}

const PERIOD_MS = 2000;

/**
 * Resolves when this member may restart, with every other voter ready and none
 * of them about to restart.
 *
 * Never two at once: a member first announces itself, then asks the others. Of
 * two that do so at the same time at least one sees the other's announcement,
 * and the one with the higher id takes its own back. The announcement of the
 * one that goes stays until its `ready` is gone.
 */
export async function takeTurn(options: TakeTurnOptions): Promise<void> {
  const { announce, signal, periodMs = PERIOD_MS } = options;
  let isAnnounced = false;
  while (true) {
    const others = await options.askOthers(signal);
    signal.throwIfAborted();
    const waitsFor = findObstacle(others, { ...options, isAnnounced });
    const isFree = waitsFor === undefined &&
      !others.some((other) => other.isAnnounced);
    if (isAnnounced && isFree) return;
    isAnnounced = waitsFor === undefined;
    announce(isAnnounced, waitsFor ?? "the others' announcements");
    // What the others said before the announcement does not count.
    if (isAnnounced && isFree) continue;
    await delay(periodMs, { signal });
  }
}

/** Why this member may not even announce itself. */
function findObstacle(
  others: readonly WrapperState[],
  { ownId, isAnnounced }: {
    readonly ownId: string;
    readonly isAnnounced: boolean;
  },
): string | undefined {
  for (const { name, problem, isReady } of others) {
    if (problem !== undefined) return `${name}: ${problem}`;
    if (!isReady) return `${name} is not ready`;
  }
  // Who has announced itself gives way to lower ids only.
  const first = others.find((other) =>
    other.isAnnounced && (!isAnnounced || isLower(other.id, ownId))
  );
  return first && `${first.name} is about to restart`;
}

function isLower(id: string, other: string): boolean {
  return BigInt(`0x${id}`) < BigInt(`0x${other}`);
}
