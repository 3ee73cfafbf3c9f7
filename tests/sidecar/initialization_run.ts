import { assert } from "@std/assert";
import {
  type InitializationOptions,
  runInitialization,
} from "../../lib/sidecar/initialization.ts";
import {
  createSidecarClient,
  type SidecarClient,
  type ValidationMode,
} from "../../lib/sidecar/sidecar_client.ts";
import { type CapturedLog, captureLog } from "../support/captured_log.ts";
import type { StandInSidecar } from "../support/stand_in_sidecar.ts";

/** How {@linkcode startRun} runs. */
export interface RunOptions {
  /** The modes to choose, in this order. @default {["full"]} */
  readonly modes?: readonly ValidationMode[];
  readonly stop?: AbortController;
  readonly onStatus?: (status: string) => unknown;
}

/** A running initialization; disposing of it aborts it. */
export interface Run extends AsyncDisposable {
  readonly done: Promise<void>;
  readonly log: CapturedLog;
  /** What was told of the progress, without repetitions. */
  readonly progress: string[];
  /** The causes that came with it. */
  readonly causes: string[];
  /** The waits after failures. */
  readonly backOffs: number[];
  readonly triggered: { mode: ValidationMode; ended: AbortSignal }[];
  readonly readers: () => { readonly most: number };
}

/** Runs the initialization against a stand-in sidecar. */
export function startRun(
  sidecar: StandInSidecar,
  options: RunOptions = {},
): Run {
  const { modes = ["full"], stop = new AbortController(), onStatus } = options;
  const log = captureLog();
  const progress: string[] = [];
  const causes: string[] = [];
  const backOffs: number[] = [];
  const triggered: Run["triggered"] = [];
  const remaining = [...modes];
  const client = watchClient(sidecar.url, onStatus);
  const settings: InitializationOptions = {
    sidecar: client,
    chooseMode: () => Promise.resolve(remaining.shift() ?? "full"),
    onProgress({ cause = "", detail = "" }) {
      if (progress.at(-1) === detail) return;
      progress.push(detail);
      causes.push(cause);
    },
    onBackOff: (backOffMs) => backOffs.push(backOffMs),
    onTriggered: (mode, ended) => triggered.push({ mode, ended }),
    logger: log.logger,
    signal: stop.signal,
  };
  const done = runInitialization(settings);
  done.catch(() => {/* the test looks at it later */});
  return {
    done,
    log,
    progress,
    causes,
    backOffs,
    triggered,
    readers: () => ({ most: client.mostReaders() }),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await done.catch(() => {/* it has been looked at */});
      client[Symbol.dispose]();
      log[Symbol.dispose]();
    },
  };
}

/** The real client, with an eye on how it is used. */
function watchClient(
  url: string,
  onStatus: (status: string) => unknown = () => {},
): SidecarClient & { readonly mostReaders: () => number } {
  const client = createSidecarClient({ url: new URL(url), caCerts: [] });
  let readers = 0;
  let most = 0;
  return {
    ...client,
    async status(signal) {
      most = Math.max(most, ++readers);
      try {
        const status = await client.status(signal);
        onStatus(status);
        return status;
      } finally {
        readers--;
      }
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
    mostReaders: () => most,
  };
}

/** When the requests of a path, or all, arrived. */
export function timesOf(sidecar: StandInSidecar, path?: string): number[] {
  return sidecar.requests
    .filter((request) => path === undefined || request.path === path)
    .map(({ atMs }) => atMs);
}

/** The first gaps are at least this long. */
export function assertGaps(
  times: readonly number[],
  leastMs: readonly number[],
): void {
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  leastMs.forEach((least, index) => {
    // Half a millisecond for the two clocks' rounding.
    assert((gaps[index] ?? 0) >= least - 0.5, `gaps ${gaps}`);
  });
}

/** No second of all the requests holds more than twenty. */
export function assertRate(sidecar: StandInSidecar): void {
  const times = timesOf(sidecar);
  for (const from of times) {
    const count = times.filter((at) => at >= from && at < from + 1000).length;
    assert(count <= 20, `${count} requests in one second`);
  }
}
