/** What the program is doing, in the order of a run. */
export type PhaseName =
  | "stopping an earlier etcd"
  | "initializing"
  | "fetching the configuration"
  | "starting etcd"
  | "waiting until etcd is ready"
  | "ready"
  | "not ready"
  | "stopping";

/** The one value that says where a run stands; everything shown comes from it. */
export interface Phase {
  /** Which one it is. */
  readonly name: PhaseName;
  /** When the phase began, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** What is waited for, or why the member is not ready. */
  readonly detail: string;
}

/** Holds the current {@linkcode Phase}. */
export class PhaseTracker {
  #current: Phase;

  /** Starts in the given phase. */
  constructor(name: PhaseName) {
    this.#current = { name, sinceMs: Date.now(), detail: "" };
  }

  /** The phase now. */
  get current(): Phase {
    return this.#current;
  }

  /** Enters a phase, or renews the detail of the current one. */
  set(name: PhaseName, detail = ""): void {
    const sinceMs = name === this.#current.name
      ? this.#current.sinceMs
      : Date.now();
    this.#current = { name, sinceMs, detail };
  }
}
