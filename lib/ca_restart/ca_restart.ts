import { delay } from "@std/async/delay";
import type { HealthTracker } from "../health/health_tracker.ts";
import type { Logger } from "../log/logger.ts";
import { askWrappers } from "./ask_wrappers.ts";
import { takeTurn } from "./take_turn.ts";

/** What {@linkcode untilRestartForCa} needs. */
export interface CaRestartOptions {
  /** Knows the certificates and the members; told of the plan. */
  readonly health: HealthTracker;
  /** Where wrappers answer that do not at the host of the peer URL. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The port of the other wrappers. */
  readonly wrapperPort: number;
  /** CA of the wrappers' certificates; undefined: they speak HTTP. */
  readonly caFile: string | undefined;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Time between two looks. @default {2000} */
  readonly periodMs?: number;
}

const PERIOD_MS = 2000;

/**
 * Resolves when etcd has to be restarted for a CA that has changed, and it is
 * this member's turn.
 */
export async function untilRestartForCa(
  options: CaRestartOptions,
): Promise<void> {
  const { health, logger, signal, periodMs = PERIOD_MS } = options;
  while (true) {
    while (!isNeeded(health)) await delay(periodMs, { signal });
    const isTurn = await waitForTurn(options, periodMs);
    signal.throwIfAborted();
    if (isTurn) return;
    health.update({ plannedRestart: undefined });
    logger.info("the CA that etcd uses is the old one again, no restart");
  }
}

function isNeeded({ current }: HealthTracker): boolean {
  return current.certificates.some(({ isRestartNeeded }) => isRestartNeeded);
}

/** False when the restart is not needed any more. */
async function waitForTurn(
  options: CaRestartOptions,
  periodMs: number,
): Promise<boolean> {
  const { health, logger, signal } = options;
  const settled = new AbortController();
  using _watch = health.subscribe(() => {
    if (!isNeeded(health)) settled.abort();
  });
  const limited = AbortSignal.any([signal, settled.signal]);
  let logged = "";
  try {
    const own = await untilKnown(health, { signal: limited, periodMs });
    await takeTurn({
      ownId: own.id,
      askOthers: (signal) => askOthers(options, signal),
      announce(announced, waitsFor) {
        health.update({ plannedRestart: { announced, waitsFor } });
        if (waitsFor === logged) return;
        logged = waitsFor;
        logger.info("the restart for the changed CA waits", { waitsFor });
      },
      signal: limited,
      periodMs,
    });
    return true;
  } catch (error) {
    if (settled.signal.aborted) return false;
    throw error;
  }
}

async function untilKnown(
  health: HealthTracker,
  { signal, periodMs }: {
    readonly signal: AbortSignal;
    readonly periodMs: number;
  },
): Promise<{ readonly id: string }> {
  while (true) {
    const { member, isReady } = health.current;
    if (isReady && member !== undefined && member.members.length > 0) {
      return member;
    }
    await delay(periodMs, { signal });
  }
}

/** This member's own readiness counts like that of another one. */
async function askOthers(options: CaRestartOptions, signal: AbortSignal) {
  const { member, isReady } = options.health.current;
  const voters = (member?.members ?? [])
    .filter(({ isSelf, isLearner }) => !isSelf && !isLearner);
  const states = await askWrappers({ ...options, voters, signal });
  const own = {
    id: member?.id ?? "0",
    name: "this member",
    isReady,
    isAnnounced: false,
    problem: undefined,
  };
  return [own, ...states];
}
