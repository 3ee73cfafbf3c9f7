import type { Bootstrap } from "../bootstrap.ts";
import type { ExitRecordPaths } from "../etcd/exit_record.ts";
import { readAhead } from "../etcd/read_ahead.ts";
import { chooseValidationMode } from "../etcd/validation_mode.ts";
import type { PhaseState } from "../health/health_tracker.ts";
import type { Logger } from "../log/logger.ts";
import { fetchConfig } from "./fetch_config.ts";
import { runInitialization } from "./initialization.ts";
import { observeSidecar } from "./observe_sidecar.ts";
import { createRenewingClient } from "./renewing_client.ts";
import type { SidecarRecord } from "./sidecar_record.ts";
import type { ValidationMode } from "./sidecar_client.ts";
import { type SidecarAddress, sidecarUrl } from "./sidecar_url.ts";

/** What {@linkcode createSidecarBootstrap} needs. */
export interface SidecarBootstrapOptions {
  /** Where the sidecar answers, and whom to trust. */
  readonly address: SidecarAddress & { readonly caBundlePath: string };
  /** Directory of the data volume. */
  readonly dataVolumeDir: string;
  /** What the last run left behind. */
  readonly exitRecord: ExitRecordPaths;
  /** Whether to read the data while the sidecar validates it fully. */
  readonly isReadAheadOn: boolean;
  /** Told how the initialization stands. */
  readonly onProgress: (state: PhaseState) => void;
  /** Told of every request and of the waits between them. */
  readonly record: SidecarRecord;
  /** Called when the sidecar has been set to work. */
  readonly onTriggered: () => void;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** The bootstrap that leaves validation and configuration to the sidecar. */
export async function createSidecarBootstrap(
  options: SidecarBootstrapOptions,
): Promise<Bootstrap> {
  const { address, dataVolumeDir, exitRecord, onProgress, logger } = options;
  const { record } = options;
  const client = await createRenewingClient({
    url: sidecarUrl(address),
    caBundlePath: address.tlsEnabled ? address.caBundlePath : undefined,
    logger,
  });
  const sidecar = observeSidecar(client, record.onCall);

  function onTriggered(mode: ValidationMode, ended: AbortSignal): void {
    options.onTriggered();
    if (mode !== "full" || !options.isReadAheadOn) return;
    void readAhead({ dataVolumeDir, logger, signal: ended });
  }

  return {
    initialize(signal) {
      onProgress({ detail: "asking the sidecar" });
      return runInitialization({
        sidecar,
        chooseMode: () => chooseValidationMode(exitRecord, logger),
        onProgress,
        onBackOff: record.onBackOff,
        onTriggered,
        logger,
        signal,
      });
    },
    fetchConfig: (signal) => fetchConfig({ sidecar, logger, signal }),
    dataVolumeDir,
    [Symbol.asyncDispose]: () => {
      sidecar[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}
