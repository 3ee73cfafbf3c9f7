/** What `/initialization/status` answers. */
export type Status = "New" | "Progress" | "Successful" | "Failed";

/** Validation mode of an initialization. */
export type Mode = "full" | "sanity";

/** Runs one initialization; gives up when the sidecar stops. */
export type Initialize = (
  mode: Mode,
  signal: AbortSignal,
) => Promise<"Successful" | "Failed">;

/** The sidecar's initialization state machine. */
export class InitializationState {
  #status: Status;
  readonly #initialize: Initialize;
  readonly #abort = new AbortController();

  constructor(status: Status, initialize: Initialize) {
    this.#status = status;
    this.#initialize = initialize;
  }

  /** The status as it is, without the effect of a read. */
  get status(): Status {
    return this.#status;
  }

  /** Reads the status; a result is told once, then the state is `New`. */
  read(): Status {
    const status = this.#status;
    if (status === "Successful" || status === "Failed") this.#status = "New";
    return status;
  }

  /** Starts an initialization if the state is `New`, says if it did. */
  start(mode: Mode): boolean {
    if (this.#status !== "New") return false;
    this.#status = "Progress";
    this.#run(mode);
    return true;
  }

  /** Forgets an initialization that is running. */
  abandon(): void {
    this.#abort.abort(new Error("The stand-in sidecar was stopped"));
  }

  async #run(mode: Mode): Promise<void> {
    try {
      this.#status = await this.#initialize(mode, this.#abort.signal);
    } catch {
      // A throwing initialization is a failed one, as in the real sidecar.
      this.#status = "Failed";
    }
  }
}
