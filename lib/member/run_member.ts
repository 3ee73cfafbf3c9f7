import type { MemberCompanion } from "../bootstrap.ts";
import type { Settings } from "../cli/settings.ts";
import type { EtcdConfig } from "../config/etcd_config.ts";
import { restrictFileModes } from "../etcd/data_dir_modes.ts";
import {
  createMemberClient,
  type MemberClient,
} from "../etcd/member_client.ts";
import {
  processRecordPath,
  removeProcessRecord,
} from "../etcd/process_record.ts";
import type { Logger } from "../log/logger.ts";
import type { RunEnd } from "../stop_record/run_end.ts";
import { readCaBaseline } from "../tls/ca_baseline.ts";
import { watchCertificates } from "../tls/watch_certificates.ts";
import { certificateFiles } from "./certificate_files.ts";
import { concludeRun } from "./conclude_run.ts";
import { launchEtcd } from "./launch_etcd.ts";
import type { LaunchPlan } from "./launch_plan.ts";
import { createMemberWatch } from "./member_watch.ts";
import { type MemberTls, memberTls } from "./member_tls.ts";
import { prepareHandOver } from "./prepare_hand_over.ts";
import { createReadinessReport } from "./readiness_report.ts";
import { startCaRestart } from "./start_ca_restart.ts";
import { superviseMember } from "./supervise_member.ts";
import {
  type Shown,
  startWrapperServer,
  type WrapperServer,
} from "./wrapper_server.ts";

/** What {@linkcode runMember} needs. */
export interface RunMemberOptions extends Shown {
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
  /** Gets what happens. */
  readonly logger: Logger;
  /** Asks for the stop; its reason is a `StopRequest`. */
  readonly stop: AbortSignal;
  /** Asks for the end at once. */
  readonly force: AbortSignal;
}

/**
 * Starts etcd with everything around it, watches it, and tells how it ended.
 * Whatever can fail without etcd is done before etcd is started.
 */
export async function runMember(options: RunMemberOptions): Promise<RunEnd> {
  const { settings, config, health, metrics, logger, force, companion } =
    options;
  const tls = await memberTls(config, settings);
  const report = createReadinessReport({ health, metrics, logger });

  using client = await createOwnClient(options, tls);
  health.update({
    connection: { clientUrl: client.url, ...NO_TLS, ...tls?.client },
  });
  await prepareDataDir(config, logger);
  await using server = await serverFor(options, tls);
  const files = certificateFiles(config, settings);
  const baseline = await readCaBaseline(files);
  const asked = AbortSignal.any([options.stop, server.stop]);
  asked.throwIfAborted();
  await using etcd = await launchEtcd(options);
  health.enter("waiting until etcd is ready");
  await using watch = createMemberWatch({ ...config, client, health, logger });
  using _certificates = watchCertificates({
    files,
    baseline,
    health,
    logger,
  });
  await using caRestart = startCaRestart({ ...options, tls });
  const stop = AbortSignal.any([asked, caRestart.stop]);
  const handOver = prepareHandOver(options);
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
      watch.onReadiness(readiness);
    },
    onStopping: report.stop,
    handOver: (signal) => handOver(client, signal),
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

const NO_TLS = { caFile: "", certFile: "", keyFile: "" } as const;

/** The server that answers already, unless it shows another certificate. */
async function serverFor(
  options: RunMemberOptions,
  tls: MemberTls | undefined,
): Promise<WrapperServer> {
  const { server } = options;
  if (server !== undefined && server.certFile === tls?.server.certFile) {
    return server;
  }
  await server?.[Symbol.asyncDispose]();
  return await startWrapperServer({ ...options, tls });
}

function createOwnClient(
  { settings, logger }: RunMemberOptions,
  tls: MemberTls | undefined,
): Promise<MemberClient> {
  const { serverName, clientPort } = settings.etcd;
  return createMemberClient({
    host: serverName || "localhost",
    port: clientPort,
    tls: tls?.client,
    logger,
  });
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
