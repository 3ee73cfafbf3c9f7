import { delay } from "@std/async/delay";
import { describeError } from "../../log/describe_error.ts";
import type { Logger } from "../../log/logger.ts";
import { changedKeys } from "./changed_keys.ts";
import type { OwnConfig } from "./own_config.ts";

/** How the file stands to what etcd runs with. */
export interface ConfigDrift {
  /** The keys that take effect with a restart. */
  readonly keys: readonly string[];
  /** Why the file could not be used if the member started now; else empty. */
  readonly problem: string;
}

/** What {@linkcode createConfigWatch} needs. */
export interface ConfigWatchOptions {
  /** Path of the file, for the log. */
  readonly path: string;
  /** The file that etcd runs with, as it was read. */
  readonly file: Uint8Array;
  /** What it was resolved to. */
  readonly running: OwnConfig;
  /** Reads the file. */
  readonly read: () => Promise<Uint8Array>;
  /** Resolves and checks a file as a start does; throws what is wrong. */
  readonly resolve: (file: Uint8Array) => Promise<OwnConfig>;
  /** Told how the file stands whenever that changes. */
  readonly onDrift: (drift: ConfigDrift) => void;
  /** Gets what changes. */
  readonly logger: Logger;
  /** Time between two looks at the file. @default {5000} */
  readonly periodMs?: number;
}

/** Looks at the file, and holds how it stands. */
export interface ConfigWatch {
  /** How the file stands now. */
  readonly drift: () => ConfigDrift;
  /** Looks at the file until the signal comes. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** The kubelet itself takes up to a minute to bring a change. */
const PERIOD_MS = 5000;
const NONE: ConfigDrift = { keys: [], problem: "" };

/**
 * Notices a changed file by its content, so that a ConfigMap's swapped links
 * count too. It says which keys a restart would change, never their values,
 * and applies nothing.
 */
export function createConfigWatch(options: ConfigWatchOptions): ConfigWatch {
  const { read, resolve, running, logger, periodMs = PERIOD_MS } = options;
  const { path } = options;
  /** `undefined` when it could not be read. */
  let lastFile: Uint8Array | undefined = options.file;
  let drift = NONE;

  async function look(): Promise<void> {
    let now: ConfigDrift;
    let file: Uint8Array | undefined;
    try {
      file = await read();
      if (lastFile !== undefined && isSame(file, lastFile)) return;
      const { settings } = await resolve(file);
      now = { keys: changedKeys(running.settings, settings), problem: "" };
    } catch (error) {
      now = { keys: [], problem: describeError(error) };
    }
    lastFile = file;
    report(now);
    drift = now;
    options.onDrift(now);
  }

  function report(now: ConfigDrift): void {
    if (JSON.stringify(now) === JSON.stringify(drift)) return;
    if (now.problem !== "") {
      logger.warn(
        "the configuration file has changed, the next start would fail",
        { path, error: now.problem },
      );
    } else if (now.keys.length > 0) {
      logger.warn("the configuration file has changed, restart needed", {
        path,
        keys: now.keys,
      });
    } else {
      logger.info(
        "the configuration file is as it was, no restart needed any more",
        { path },
      );
    }
  }

  return {
    drift: () => drift,
    async run(signal) {
      while (!signal.aborted) {
        await delay(periodMs, { signal }).catch(() => {/* the loop ends */});
        if (!signal.aborted) await look();
      }
    },
  };
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length &&
    left.every((byte, index) => byte === right[index]);
}
