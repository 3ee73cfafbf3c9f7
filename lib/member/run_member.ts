import type { MemberCompanion } from "../bootstrap.ts";
import type { Settings } from "../cli/settings.ts";
import type { EtcdConfig } from "../config/etcd_config.ts";
import { restrictFileModes } from "../etcd/data_dir_modes.ts";
import { createMemberClient } from "../etcd/member_client.ts";
import {
  processRecordPath,
  removeProcessRecord,
} from "../etcd/process_record.ts";
import type { Logger } from "../log/logger.ts";
import type { PhaseTracker } from "../phase/phase.ts";
import { concludeRun } from "./conclude_run.ts";
import { launchEtcd } from "./launch_etcd.ts";
import type { LaunchPlan } from "./launch_plan.ts";
import { memberTls } from "./member_tls.ts";
import { createReadinessReport } from "./readiness_report.ts";
import { superviseMember } from "./supervise_member.ts";
import { startWrapperServer, type WrapperServer } from "./wrapper_server.ts";

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
  /** The program's own server, if it answers already. */
  readonly server?: WrapperServer | undefined;
  /** What goes along with the member. */
  readonly companion?: MemberCompanion | undefined;
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
  const { settings, config, phase, logger, force, companion } = options;
  const tls = await memberTls(config, settings);
  const report = createReadinessReport({ phase, logger });

  using client = await createMemberClient({
    host: settings.etcd.serverName || "localhost",
    port: settings.etcd.clientPort,
    tls: tls?.client,
    logger,
  });
  await prepareDataDir(config, logger);
  await using server = options.server ??
    await startWrapperServer({ settings, tls, phase, logger });
  const stop = AbortSignal.any([options.stop, server.stop]);
  stop.throwIfAborted();
  await using etcd = await launchEtcd(options);
  phase.set("waiting until etcd is ready");
  const ready = Promise.withResolvers<void>();
  const ended = new AbortController();
  const accompanied = companion?.accompany({
    ready: ready.promise,
    signal: ended.signal,
  });
  const end = await superviseMember({
    etcd,
    checkReadiness: client.checkReadiness,
    onReadiness(readiness) {
      if (readiness.isReady) ready.resolve();
      report.update(readiness);
    },
    onStopping: report.stop,
    readyTimeoutMs: settings.etcd.readyTimeoutMs,
    stopTimeoutMs: settings.etcd.stopTimeoutMs,
    logger,
    stop,
    force,
  });
  report.stop();
  ended.abort();
  await accompanied;
  await forgetProcess(settings, logger);
  const cause = end.kind === "unexpected"
    ? await companion?.examineEnd(stop)
    : undefined;
  await server[Symbol.asyncDispose]();
  logger.info("HTTP(S) server closed gracefully.");
  if (cause !== undefined) throw cause;
  return await concludeRun({ end, settings, logger, stop });
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
