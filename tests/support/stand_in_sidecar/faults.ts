/**
 * A way in which one answer goes wrong; members can be combined.
 *
 * A fault that replaces the answer (`close`, `hang`, `garbage`, `status` or
 * `body`) leaves the state machine untouched; the others disturb the delivery
 * of an answer whose effect has already happened, as it does in the sidecar.
 */
export interface Fault {
  /** Closes the connection without an answer. */
  readonly close?: boolean;
  /** Never answers and keeps the connection open. */
  readonly hang?: boolean;
  /** Sends bytes that are no HTTP and closes. */
  readonly garbage?: boolean;
  /** Answers with this status code. */
  readonly status?: number;
  /** `Location` header, for redirects. */
  readonly location?: string;
  /** Answers with this body. */
  readonly body?: string | Uint8Array;
  /** Adds `#` to the body until it has this many bytes. */
  readonly padToBytes?: number;
  /** Waits before the request is handled. */
  readonly delayHeadersMs?: number;
  /** Waits between the headers and the body. */
  readonly delayBodyMs?: number;
  /** Sends the body byte by byte with this pause before each one. */
  readonly dribbleMs?: number;
  /** Sends this many bytes of the body and closes, despite its length. */
  readonly cutAfterBytes?: number;
}

/** Which faults await the requests of each path. */
export class FaultPlan {
  readonly #once = new Map<string, Fault[]>();
  readonly #always = new Map<string, Fault>();

  /** Queues faults, each for one request of the path. */
  once(path: string, ...faults: readonly Fault[]): void {
    this.#once.set(path, [...this.#once.get(path) ?? [], ...faults]);
  }

  /** Sets the fault of every request of the path that no queued one takes. */
  always(path: string, fault: Fault): void {
    this.#always.set(path, fault);
  }

  /** Forgets the faults of one path, or of all. */
  clear(path?: string): void {
    if (path === undefined) {
      this.#once.clear();
      this.#always.clear();
      return;
    }
    this.#once.delete(path);
    this.#always.delete(path);
  }

  /** Takes the fault of the next request of the path. */
  take(path: string): Fault {
    return this.#once.get(path)?.shift() ?? this.#always.get(path) ?? {};
  }
}
