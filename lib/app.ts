import type { Bootstrap } from "./bootstrap.ts";
import type { Settings } from "./cli/settings.ts";
import type { EtcdVersion } from "./config/etcd_version.ts";
import { stopEarlierEtcd } from "./etcd/earlier_etcd.ts";
import { exitRecordPaths } from "./etcd/exit_record.ts";
import { findEtcd } from "./etcd/etcd_path.ts";
import { readEtcdVersion } from "./etcd/etcd_version.ts";
import { processRecordPath } from "./etcd/process_record.ts";
import type { Logger } from "./log/logger.ts";
import { PhaseTracker } from "./phase/phase.ts";
import { reportWaiting } from "./phase/report_waiting.ts";
import { createSidecarBootstrap } from "./sidecar/sidecar_bootstrap.ts";

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
  const { settings, home, logger, stop } = options;
  if (home === undefined || home === "") {
    throw new Error("$HOME is not defined");
  }
  const { dataVolumeDir } = settings;
  const etcdPath = await findEtcd(settings.etcd.path, options.programPath);
  const phase = new PhaseTracker("initializing");
  using bootstrap = await createSidecarBootstrap({
    address: settings.sidecar,
    dataVolumeDir,
    exitRecord: exitRecordPaths(dataVolumeDir),
    isReadAheadOn: settings.readAhead,
    onProgress: (detail) => phase.set("initializing", detail),
    // What comes later is loaded while the sidecar works.
    onTriggered: () => void loadMember(),
    logger,
  });
  using _waiting = reportWaiting(phase, logger);

  phase.set("stopping an earlier etcd");
  await stopEarlierEtcd({
    recordPath: processRecordPath(dataVolumeDir),
    timeoutMs: settings.etcd.stopTimeoutMs,
    logger,
    signal: stop,
  });
  phase.set("initializing", "asking the sidecar");
  const etcdVersion = await initialize(bootstrap, etcdPath, stop);
  const { startMember } = await loadMember();
  return await startMember({
    ...options,
    bootstrap,
    etcdPath,
    etcdVersion,
    home,
    phase,
  });
}

function loadMember(): Promise<typeof import("./member/start_member.ts")> {
  return import("./member/start_member.ts");
}

/** Has the data initialized while etcd is asked for its version. */
async function initialize(
  bootstrap: Bootstrap,
  etcdPath: string,
  stop: AbortSignal,
): Promise<EtcdVersion> {
  const failure = new AbortController();
  const version = readEtcdVersion(etcdPath, stop);
  // An etcd that cannot be run must not wait for the end of a validation.
  version.catch((error) => failure.abort(error));
  const [etcdVersion] = await Promise.all([
    version,
    bootstrap.initialize(AbortSignal.any([stop, failure.signal])),
  ]);
  return etcdVersion;
}
