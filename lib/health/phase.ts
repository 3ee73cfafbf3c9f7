/** What the program is doing, in the order of a run. */
export const PHASES = [
  "stopping an earlier etcd",
  "initializing",
  "fetching the configuration",
  "starting etcd",
  "waiting until etcd is ready",
  "ready",
  "not ready",
  "stopping",
] as const;

/** One of {@linkcode PHASES}. */
export type PhaseName = typeof PHASES[number];

/** Where a run stands. */
export interface Phase {
  /** Which one it is. */
  readonly name: PhaseName;
  /** When the phase began, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** What is waited for, or why the member is not ready. */
  readonly detail: string;
  /** How much is done, where that is known. */
  readonly progressPercent: number | undefined;
}

/** A phase that is over, or the current one. */
export interface PhaseSpan {
  /** Which one it was. */
  readonly name: PhaseName;
  /** When it began, in milliseconds since the epoch. */
  readonly fromMs: number;
  /** When it ended; undefined while it lasts. */
  readonly toMs: number | undefined;
}
