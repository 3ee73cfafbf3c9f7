import { delay } from "@std/async/delay";
import type { Logger } from "../log/logger.ts";
import { shutDown } from "./shut_down.ts";

/** What {@linkcode startLastingServer} needs. */
export interface LastingServerOptions {
  /** Starts the server, at first and whenever it has failed. */
  readonly serve: () => Deno.HttpServer<Deno.NetAddr>;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** A server that failures do not end; disposing of it does. */
export interface LastingServer extends AsyncDisposable {
  /** Port that it listens on now. */
  readonly port: () => number;
}

const RETRY_MS = 100;
/** What keeps failing is told this often. */
const REPORT_MS = 30_000;

/**
 * Starts a server, and starts it again when it fails: one of Deno closes its
 * socket for good when the process has too many open files for a moment.
 */
export function startLastingServer(
  options: LastingServerOptions,
): LastingServer {
  const { serve, logger } = options;
  const stop = new AbortController();
  let current = serve();
  let reportedMs = -Infinity;
  void keep();

  async function keep(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await current.finished;
        return;
      } catch (error) {
        report(error);
        await startAgain();
      }
    }
  }

  function report(error: unknown): void {
    const nowMs = performance.now();
    const isNews = nowMs - reportedMs > REPORT_MS;
    if (isNews) reportedMs = nowMs;
    const log = isNews ? logger.error : logger.debug;
    log("the HTTP server failed, it is started again", { error });
  }

  async function startAgain(): Promise<void> {
    while (true) {
      await delay(RETRY_MS, { signal: stop.signal })
        .catch(() => {/* stopped: the loop ends */});
      if (stop.signal.aborted) return;
      try {
        current = serve();
        return;
      } catch (error) {
        report(error);
      }
    }
  }

  return {
    port: () => current.addr.port,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await shutDown(current)
        .catch(() => {/* it has failed, and is closed */});
    },
  };
}
