import type { Bootstrap } from "./bootstrap.ts";
import type { Settings } from "./cli/settings.ts";
import type { EtcdVersion } from "./config/etcd_version.ts";
import { exitRecordPaths } from "./etcd/exit_record.ts";
import type { Logger } from "./log/logger.ts";
import type { Shown } from "./member/wrapper_server.ts";
import { createSidecarBootstrap } from "./sidecar/sidecar_bootstrap.ts";
import { createSidecarRecord } from "./sidecar/sidecar_record.ts";

/** What {@linkcode createBootstrap} needs. */
export interface CreateBootstrapOptions {
  /** The checked flags. */
  readonly settings: Settings;
  /** Resolves with the etcd that will run. */
  readonly version: Promise<EtcdVersion>;
  /** Told how it stands. */
  readonly shown: Shown;
  /** Called when there is nothing to do but wait for a moment. */
  readonly onIdle: () => void;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** Creates the bootstrap that the flags ask for: the sidecar, or our own. */
export async function createBootstrap(
  options: CreateBootstrapOptions,
): Promise<Bootstrap> {
  const { settings, version, shown, onIdle, logger } = options;
  const { standalone } = settings;
  if (standalone === undefined) return await createWithSidecar(options);
  shown.health.enter("initializing", {
    detail: "asking etcd for its version",
  });
  onIdle();
  // Loaded only when it is used: it brings its own validation along.
  const { createStandaloneBootstrap } = await import(
    "./standalone/standalone_bootstrap.ts"
  );
  const etcdVersion = await version;
  const parts = { settings, standalone, etcdVersion, logger, ...shown };
  return await createStandaloneBootstrap(parts);
}

async function createWithSidecar(
  { settings, shown, onIdle, logger }: CreateBootstrapOptions,
): Promise<Bootstrap> {
  const { dataVolumeDir } = settings;
  const bootstrap = await createSidecarBootstrap({
    address: settings.sidecar,
    dataVolumeDir,
    exitRecord: exitRecordPaths(dataVolumeDir),
    isReadAheadOn: settings.readAhead,
    onProgress: (state) => shown.health.enter("initializing", state),
    record: createSidecarRecord({
      health: shown.health,
      calls: shown.metrics.sidecarCalls,
    }),
    onTriggered: onIdle,
    logger,
  });
  if (!settings.earlyProbes) return bootstrap;
  const { startEarlyServer } = await import("./member/early_server.ts");
  const server = await startEarlyServer({ settings, logger, ...shown });
  return {
    ...bootstrap,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await bootstrap[Symbol.asyncDispose]();
    },
  };
}
