import denoConfig from "../deno.json" with { type: "json" };
import { startLazyAdminSocket } from "./admin/lazy_admin_socket.ts";
import type { Bootstrap } from "./bootstrap.ts";
import { createBootstrap } from "./create_bootstrap.ts";
import type { Settings } from "./cli/settings.ts";
import { type EtcdVersion, formatEtcdVersion } from "./config/etcd_version.ts";
import { stopEarlierEtcd } from "./etcd/earlier_etcd.ts";
import { findEtcd } from "./etcd/etcd_path.ts";
import { readEtcdVersion } from "./etcd/etcd_version.ts";
import { processRecordPath } from "./etcd/process_record.ts";
import { HealthTracker } from "./health/health_tracker.ts";
import { reportWaiting } from "./health/report_waiting.ts";
import type { AdminToken } from "./http/admin_token.ts";
import type { Logger, LogLevelControl } from "./log/logger.ts";
import { limitInitialization } from "./initialization_limit.ts";
import { createWrapperMetrics } from "./metrics/wrapper_metrics.ts";
import type { Shown } from "./member/wrapper_server.ts";
import { type RunEnd, runEndOf } from "./stop_record/run_end.ts";
import { openStopRecord, type StopRecord } from "./stop_record/stop_record.ts";

/** What {@linkcode runApp} needs. */
export interface AppOptions {
  /** The checked flags. */
  readonly settings: Settings;
  /** The user's home directory, where etcd's configuration is written. */
  readonly home: string | undefined;
  /** Path of this program; etcd is looked for beside it. */
  readonly programPath: string;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Level of the log. */
  readonly logLevel: LogLevelControl;
  /** Asks for the stop; its reason is a `StopRequest`. */
  readonly stop: AbortSignal;
  /** Asks for the end at once. */
  readonly force: AbortSignal;
}

/**
 * Runs a member from its bootstrap to its end and gives the exit code.
 *
 * @throws {StopRequest} When it was stopped before etcd was started.
 * @throws {Error} When the member cannot be started.
 */
export async function runApp(options: AppOptions): Promise<number> {
  const { home, logger } = options;
  if (home === undefined || home === "") {
    throw new Error("$HOME is not defined");
  }
  const shown = await createShown(options);
  const { health } = shown;
  const etcdPath = await findEtcd(
    options.settings.etcd.path,
    options.programPath,
  );
  using _waiting = reportWaiting(health, logger);
  const version = readEtcdVersion(etcdPath, options.stop);
  version.catch(() => {/* whoever waits for it is told */});
  await using bootstrap = await createBootstrap({
    ...options,
    version,
    shown,
    // What comes later is loaded while there is nothing to do but wait.
    onIdle: () => void loadMember(),
  });
  const { dataVolumeDir } = bootstrap;
  const record = await openStopRecord({ dataVolumeDir, health, logger });
  try {
    const end = await run(options, {
      bootstrap,
      etcdPath,
      home,
      record,
      shown,
      version,
    });
    await record.end(end);
    return end.exitCode;
  } catch (error) {
    await record.end(runEndOf(error));
    throw error;
  }
}

interface RunParts {
  readonly bootstrap: Bootstrap;
  readonly etcdPath: string;
  readonly home: string;
  readonly record: StopRecord;
  readonly shown: Shown;
  readonly version: Promise<EtcdVersion>;
}

async function run(options: AppOptions, parts: RunParts): Promise<RunEnd> {
  const { bootstrap, record, shown, version } = parts;
  const { dataVolumeDir, server } = bootstrap;
  const settings = { ...options.settings, dataVolumeDir };
  await using admin = startLazyAdminSocket({
    ...options,
    ...shown,
    settings,
  });
  const { logger } = options;
  const stops = [options.stop, admin.stop];
  if (server !== undefined) stops.push(server.stop);
  const stop = AbortSignal.any(stops);

  // Without the sidecar the volume may turn out to be somebody else's.
  const isOwnVolume = settings.standalone === undefined;
  if (isOwnVolume) void record.begin();
  await stopEarlierEtcd({
    recordPath: processRecordPath(dataVolumeDir),
    timeoutMs: settings.etcd.stopTimeoutMs,
    logger,
    signal: stop,
  });
  shown.health.enter("initializing");
  using limit = limitInitialization(
    settings.initializationTimeoutMs,
    shown.health,
  );
  const etcdVersion = await initialize(
    bootstrap,
    version,
    AbortSignal.any([stop, limit.signal]),
  );
  limit[Symbol.dispose]();
  if (!isOwnVolume) void record.begin();
  noteVersion(shown.health, etcdVersion);
  const { startMember } = await loadMember();
  return await startMember({
    ...options,
    ...shown,
    ...parts,
    settings,
    stop,
    etcdVersion,
  });
}

async function createShown(
  { settings, logger }: AppOptions,
): Promise<Shown> {
  const { adminTokenFile } = settings;
  return {
    health: new HealthTracker("stopping an earlier etcd", {
      wrapper: denoConfig.version,
      deno: Deno.version.deno,
      etcd: undefined,
    }),
    metrics: createWrapperMetrics(),
    adminToken: await readAdminToken(adminTokenFile, logger),
  };
}

async function readAdminToken(
  path: string,
  logger: Logger,
): Promise<AdminToken | undefined> {
  if (path === "") return undefined;
  const { createAdminToken } = await import("./http/admin_token.ts");
  return await createAdminToken({ path, logger });
}

function noteVersion(health: HealthTracker, etcdVersion: EtcdVersion): void {
  const { versions } = health.current;
  const etcd = formatEtcdVersion(etcdVersion);
  health.update({ versions: { ...versions, etcd } });
}

function loadMember(): Promise<typeof import("./member/start_member.ts")> {
  return import("./member/start_member.ts");
}

/** Has the data initialized while etcd is asked for its version. */
async function initialize(
  bootstrap: Bootstrap,
  version: Promise<EtcdVersion>,
  stop: AbortSignal,
): Promise<EtcdVersion> {
  const failure = new AbortController();
  // An etcd that cannot be run must not wait for the end of a validation.
  version.catch((error) => failure.abort(error));
  const [etcdVersion] = await Promise.all([
    version,
    bootstrap.initialize(AbortSignal.any([stop, failure.signal])),
  ]);
  return etcdVersion;
}
