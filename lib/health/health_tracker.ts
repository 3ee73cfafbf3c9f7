import { type Cause, CAUSE_OF_PHASE, CAUSES_WHILE_READY } from "./cause.ts";
import type { Health, HealthFacts, VersionFacts } from "./health.ts";
import type { PhaseName, PhaseSpan } from "./phase.ts";

/** What is known of a phase beyond its name. */
export interface PhaseState {
  /** What is wrong. @default {that of the phase} */
  readonly cause?: Cause | undefined;
  /** What is waited for, or why the member is not ready. @default {""} */
  readonly detail?: string;
  /** How much is done. */
  readonly progressPercent?: number | undefined;
}

/** A member that comes and goes must not fill the memory. */
const MAX_SPANS = 64;

/** Holds the current {@linkcode Health} and tells when it has changed. */
export class HealthTracker {
  #current: Health;
  readonly #listeners = new Set<(health: Health) => void>();

  /** Starts in the given phase. */
  constructor(name: PhaseName, versions: VersionFacts) {
    const nowMs = Date.now();
    this.#current = {
      phase: { name, sinceMs: nowMs, detail: "", progressPercent: undefined },
      cause: CAUSE_OF_PHASE[name],
      isReady: name === "ready",
      startedAtMs: nowMs,
      firstReadyAtMs: name === "ready" ? nowMs : undefined,
      timeline: [{ name, fromMs: nowMs, toMs: undefined }],
      pastPhasesMs: {},
      readiness: undefined,
      member: undefined,
      sidecar: undefined,
      lastStop: undefined,
      certificates: [],
      connection: undefined,
      plannedRestart: undefined,
      startDecision: undefined,
      configDrift: undefined,
      versions,
      etcdAnsweredMs: undefined,
    };
  }

  /** How the member is now. */
  get current(): Health {
    return this.#current;
  }

  /** Enters a phase, or renews what is known of the current one. */
  enter(name: PhaseName, state: PhaseState = {}): void {
    const previous = this.#current;
    const nowMs = Date.now();
    const isSame = name === previous.phase.name;
    const { cause = CAUSE_OF_PHASE[name], detail = "", progressPercent } =
      state;
    this.#replace({
      ...previous,
      phase: {
        name,
        sinceMs: isSame ? previous.phase.sinceMs : nowMs,
        detail,
        progressPercent,
      },
      cause: cause ?? alarmCause(previous),
      isReady: name === "ready",
      firstReadyAtMs: previous.firstReadyAtMs ??
        (name === "ready" ? nowMs : undefined),
      ...(isSame ? {} : advance(previous, name, nowMs)),
    });
  }

  /** Takes newer facts in the place of older ones. */
  update(facts: Partial<HealthFacts>): void {
    const next = { ...this.#current, ...facts };
    const isPlain = next.isReady &&
      (next.cause === undefined || CAUSES_WHILE_READY.has(next.cause));
    this.#replace(isPlain ? { ...next, cause: alarmCause(next) } : next);
  }

  /** Calls the listener after each change, until the result is disposed of. */
  subscribe(listener: (health: Health) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  #replace(next: Health): void {
    this.#current = next;
    for (const listener of this.#listeners) listener(next);
  }
}

/** What is worth a word although the member answers reads. */
function alarmCause(
  { member, certificates }: HealthFacts,
): Cause | undefined {
  const alarms = member?.alarms ?? [];
  if (alarms.includes("CORRUPT")) return "Corrupt";
  if (alarms.includes("NOSPACE")) return "NoSpace";
  const isNeeded = certificates.some(({ isRestartNeeded }) => isRestartNeeded);
  return isNeeded ? "CaChanged" : undefined;
}

function advance(
  { timeline, pastPhasesMs, phase }: Health,
  name: PhaseName,
  nowMs: number,
): Pick<Health, "timeline" | "pastPhasesMs"> {
  const spans: PhaseSpan[] = timeline.map((span) =>
    span.toMs === undefined ? { ...span, toMs: nowMs } : span
  );
  spans.push({ name, fromMs: nowMs, toMs: undefined });
  const spentMs = Math.max(nowMs - phase.sinceMs, 0);
  return {
    timeline: spans.slice(-MAX_SPANS),
    pastPhasesMs: {
      ...pastPhasesMs,
      [phase.name]: (pastPhasesMs[phase.name] ?? 0) + spentMs,
    },
  };
}
