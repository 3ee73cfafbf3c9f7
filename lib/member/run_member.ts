import type { Settings } from "../cli/settings.ts";
import type { EtcdConfig } from "../config/etcd_config.ts";
import { restrictFileModes } from "../etcd/data_dir_modes.ts";
import { createMemberClient } from "../etcd/member_client.ts";
import {
  processRecordPath,
  removeProcessRecord,
} from "../etcd/process_record.ts";
import { createHandler } from "../http/handler.ts";
import { startHttpServer } from "../http/http_server.ts";
import type { Logger } from "../log/logger.ts";
import type { PhaseTracker } from "../phase/phase.ts";
import { StopRequest } from "../process/stop_request.ts";
import { concludeRun } from "./conclude_run.ts";
import { launchEtcd } from "./launch_etcd.ts";
import type { LaunchPlan } from "./launch_plan.ts";
import { memberTls } from "./member_tls.ts";
import { createReadinessReport } from "./readiness_report.ts";
import { superviseMember } from "./supervise_member.ts";

/** What {@linkcode runMember} needs. */
export interface RunMemberOptions {
  /** The checked flags. */
  readonly settings: Settings;
  /** etcd's configuration, checked. */
  readonly config: EtcdConfig;
  /** What etcd is started with. */
  readonly plan: LaunchPlan;
  /** The etcd executable. */
  readonly etcdPath: string;
  /** Told where the run stands. */
  readonly phase: PhaseTracker;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Asks for the stop; its reason is a `StopRequest`. */
  readonly stop: AbortSignal;
  /** Asks for the end at once. */
  readonly force: AbortSignal;
}

/**
 * Starts etcd with everything around it, watches it, and gives the exit code.
 * Whatever can fail without etcd is done before etcd is started.
 */
export async function runMember(options: RunMemberOptions): Promise<number> {
  const { settings, config, phase, logger, force } = options;
  const tls = await memberTls(config, settings);
  const http = new AbortController();
  const stop = AbortSignal.any([options.stop, http.signal]);
  const report = createReadinessReport({ phase, logger });

  using client = await createMemberClient({
    host: settings.etcd.serverName || "localhost",
    port: settings.etcd.clientPort,
    tls: tls?.client,
    logger,
  });
  await prepareDataDir(config, logger);
  await using server = await startHttpServer({
    port: settings.wrapperPort,
    handler: createHandler({ isReady: report.isReady, onStop }),
    tls: tls?.server,
    logger,
  });
  stop.throwIfAborted();
  await using etcd = await launchEtcd(options);
  phase.set("waiting until etcd is ready");
  const end = await superviseMember({
    etcd,
    checkReadiness: client.checkReadiness,
    onReadiness: report.update,
    onStopping: report.stop,
    readyTimeoutMs: settings.etcd.readyTimeoutMs,
    stopTimeoutMs: settings.etcd.stopTimeoutMs,
    logger,
    stop,
    force,
  });
  report.stop();
  await forgetProcess(settings, logger);
  await server[Symbol.asyncDispose]();
  logger.info("HTTP(S) server closed gracefully.");
  return await concludeRun({ end, settings, logger, stop });

  function onStop(): void {
    logger.info("received stop request, stopping etcd-wrapper...");
    http.abort(new StopRequest("/stop"));
  }
}

/** What etcd and this program create from here on is for their user alone. */
async function prepareDataDir(
  { dataDir, walDir }: EtcdConfig,
  logger: Logger,
): Promise<void> {
  Deno.umask(0o077);
  for (const dir of [dataDir, walDir]) {
    if (dir !== "") await restrictFileModes(dir, logger);
  }
}

async function forgetProcess(
  { dataVolumeDir }: Settings,
  logger: Logger,
): Promise<void> {
  await removeProcessRecord(processRecordPath(dataVolumeDir)).catch((error) =>
    logger.warn("cannot remove the note of etcd's process id", { error })
  );
}
