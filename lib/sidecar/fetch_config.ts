import { delay } from "@std/async/delay";
import type { Logger } from "../log/logger.ts";
import type { SidecarClient } from "./sidecar_client.ts";

/** What {@linkcode fetchConfig} needs. */
export interface FetchConfigOptions {
  /** The one client of the sidecar. */
  readonly sidecar: SidecarClient;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Wait between two attempts. @default {1000} */
  readonly pauseMs?: number;
}

const ATTEMPTS = 5;
const PAUSE_MS = 1000;

/**
 * Fetches etcd's configuration, five times at most.
 *
 * @throws {SidecarError} The last one, when no attempt succeeded.
 */
export async function fetchConfig(
  options: FetchConfigOptions,
): Promise<Uint8Array> {
  const { sidecar, logger, signal, pauseMs = PAUSE_MS } = options;
  const operation = "GetEtcdConfig";
  for (let attempt = 0;; attempt++) {
    try {
      return await sidecar.config(signal);
    } catch (error) {
      signal.throwIfAborted();
      logger.warn("re-attempting operation", {
        operation,
        "current-attempt": attempt,
        error,
      });
      if (attempt + 1 === ATTEMPTS) {
        logger.error("all retries exhausted", {
          operation,
          numAttempts: ATTEMPTS,
        });
        throw error;
      }
      await delay(pauseMs, { signal });
    }
  }
}
