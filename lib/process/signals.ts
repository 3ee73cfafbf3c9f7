import { type StopCause, StopRequest } from "./stop_request.ts";

/** The operating system's signals as abort signals. */
export interface StopSignals extends Disposable {
  /** Aborted with a {@linkcode StopRequest} by the first signal. */
  readonly stop: AbortSignal;
  /** Aborted by the second one. */
  readonly force: AbortSignal;
}

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const;
/**
 * A terminal's Ctrl-C reaches the whole process group, and a parent such as a
 * task runner hands it on: both together are one request.
 */
const SAME_REQUEST_MS = 200;

/** Listens for SIGTERM, SIGINT, SIGHUP and SIGQUIT. */
export function watchSignals(): StopSignals {
  const stop = new AbortController();
  const force = new AbortController();
  let firstMs: number | undefined;
  const listeners = SIGNALS.map((name) => {
    const listener = () => receive(name);
    Deno.addSignalListener(name, listener);
    return { name, listener };
  });

  function receive(origin: StopCause): void {
    if (firstMs === undefined) {
      firstMs = performance.now();
      stop.abort(new StopRequest(origin));
    } else if (performance.now() - firstMs > SAME_REQUEST_MS) {
      force.abort(new StopRequest(origin));
    }
  }

  return {
    stop: stop.signal,
    force: force.signal,
    [Symbol.dispose]() {
      for (const { name, listener } of listeners) {
        Deno.removeSignalListener(name, listener);
      }
    },
  };
}
