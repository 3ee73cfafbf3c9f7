import { delay } from "@std/async/delay";
import type { PhaseState } from "../health/health_tracker.ts";
import type { Logger } from "../log/logger.ts";
import type {
  InitializationStatus,
  SidecarClient,
  ValidationMode,
} from "./sidecar_client.ts";
import { createBackoff } from "../backoff.ts";

/** What {@linkcode runInitialization} needs. */
export interface InitializationOptions {
  /** The one client of the sidecar. */
  readonly sidecar: SidecarClient;
  /** Chooses the validation mode; called before each trigger. */
  readonly chooseMode: () => Promise<ValidationMode>;
  /** Told how it stands. */
  readonly onProgress: (state: PhaseState) => void;
  /** Told of the wait until the sidecar is asked again. */
  readonly onBackOff: (backOffMs: number) => void;
  /** Called when an initialization was triggered; aborted when it has ended. */
  readonly onTriggered: (mode: ValidationMode, ended: AbortSignal) => void;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Quick at first, because a validation of a small database takes milliseconds. */
const POLL = { firstMs: 20, maxMs: 1000, jitter: 0 };
/** A sidecar that comes and goes must not keep the polls at their quickest. */
const QUICK_AGAIN_MS = 1000;
const AFTER_ERROR = { firstMs: 1000, maxMs: 5000, jitter: 0.2 };
const AFTER_FAILED = { firstMs: 1000, maxMs: 30_000, jitter: 0 };

/**
 * Has the sidecar validate, and if need be restore, the data directory:
 * resolves once it answers `Successful`, and tries again until then.
 *
 * A `Successful` that this program did not ask for counts as well: etcd has
 * not run since.
 */
export async function runInitialization(
  options: InitializationOptions,
): Promise<void> {
  const { sidecar, logger, signal } = options;
  const poll = createBackoff(POLL);
  const afterError = createBackoff(AFTER_ERROR);
  const afterFailed = createBackoff(AFTER_FAILED);
  const run = createTrigger(options);
  let previous: InitializationStatus | "Unknown" | undefined;
  let quickSinceMs = performance.now();
  try {
    while (true) {
      const status = await step();
      if (status === "Successful") return;
      previous = status;
    }
  } finally {
    run.end();
  }

  async function step(): Promise<InitializationStatus | "Unknown"> {
    const status = await readStatus();
    if (status !== previous) {
      logger.info("Fetched initialization status", { Status: status });
    } else logger.debug("Fetched initialization status", { Status: status });
    switch (status) {
      case "Unknown":
        await backOff(afterError.next());
        break;
      case "New":
        if (previous === "InProgress") pollQuickly();
        await trigger();
        break;
      case "InProgress":
        afterError.reset();
        options.onProgress({
          cause: "Validating",
          detail: `the sidecar validates the data (${run.mode()})`,
        });
        await delay(poll.next(), { signal });
        break;
      case "Failed":
        await waitAfterFailed();
        break;
      case "Successful":
        logger.info("Etcd initialization succeeded");
    }
    return status;
  }

  function pollQuickly(): void {
    if (performance.now() - quickSinceMs < QUICK_AGAIN_MS) return;
    quickSinceMs = performance.now();
    poll.reset();
  }

  async function readStatus(): Promise<InitializationStatus | "Unknown"> {
    try {
      return await sidecar.status(signal);
    } catch (error) {
      signal.throwIfAborted();
      logger.error("error while fetching initialization status", { error });
      reportSilence();
      return "Unknown";
    }
  }

  function reportSilence(): void {
    options.onProgress({
      cause: "SidecarUnreachable",
      detail: `the sidecar at ${sidecar.url.host} does not answer`,
    });
  }

  async function trigger(): Promise<void> {
    options.onProgress({ detail: "the sidecar is asked to initialize" });
    try {
      await run.start();
      afterError.reset();
      await delay(poll.next(), { signal });
    } catch (error) {
      signal.throwIfAborted();
      logger.error(
        "error while triggering initialization to backup-restore",
        { error },
      );
      reportSilence();
      await backOff(afterError.next());
    }
  }

  async function waitAfterFailed(): Promise<void> {
    run.end();
    poll.reset();
    const delayMs = afterFailed.next();
    logger.error("the sidecar reports that initialization failed", {
      retryInMs: delayMs,
      hint: "its own log has the cause, such as a wrong volume",
    });
    options.onProgress({
      cause: "ValidationFailed",
      detail: "the sidecar reports that initialization failed",
    });
    await backOff(delayMs);
  }

  async function backOff(delayMs: number): Promise<void> {
    options.onBackOff(delayMs);
    await delay(delayMs, { signal });
  }
}

interface Trigger {
  readonly start: () => Promise<void>;
  readonly end: () => void;
  readonly mode: () => string;
}

function createTrigger(options: InitializationOptions): Trigger {
  let ended = new AbortController();
  let chosen: ValidationMode | undefined;
  return {
    async start() {
      const mode = await options.chooseMode();
      options.logger.info(
        "Fetched initialization status is `New`. Triggering etcd initialization with validation mode",
        { mode },
      );
      await options.sidecar.start(mode, options.signal);
      chosen = mode;
      ended.abort();
      ended = new AbortController();
      options.onTriggered(mode, ended.signal);
    },
    end: () => ended.abort(),
    mode: () => chosen ?? "mode chosen by an earlier start",
  };
}
