import { describeError } from "../log/describe_error.ts";
import type { SidecarClient } from "./sidecar_client.ts";

/** A request to the sidecar that is over. */
export interface SidecarCall {
  /** What was asked. */
  readonly operation: "status" | "start" | "config";
  /** Whether there was a usable answer. */
  readonly outcome: "success" | "failure";
  /** The answer in a few words, or why there was none. */
  readonly answer: string;
}

/** Tells of every request of a client; one that was cancelled is none. */
export function observeSidecar(
  client: SidecarClient,
  onCall: (call: SidecarCall) => void,
): SidecarClient {
  async function observe<T>(
    operation: SidecarCall["operation"],
    signal: AbortSignal,
    call: () => Promise<T>,
  ): Promise<T> {
    try {
      const result = await call();
      const answer = typeof result === "string" ? result : "OK";
      onCall({ operation, outcome: "success", answer });
      return result;
    } catch (error) {
      if (!signal.aborted) {
        const answer = describeError(error);
        onCall({ operation, outcome: "failure", answer });
      }
      throw error;
    }
  }

  return {
    ...client,
    status: (signal) => observe("status", signal, () => client.status(signal)),
    start: (mode, signal) =>
      observe("start", signal, () => client.start(mode, signal)),
    config: (signal) => observe("config", signal, () => client.config(signal)),
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}
