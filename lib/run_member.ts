import type { AppOptions } from "./app.ts";
import type { EtcdConfig } from "./config/etcd_config.ts";
import { dropRun } from "./drop_grants.ts";
import { restrictFileModes } from "./etcd/data_dir_modes.ts";
import { startEtcdProcess } from "./etcd/etcd_process.ts";
import { consumeExitRecord, exitRecordPaths } from "./etcd/exit_record.ts";
import { superviseMember } from "./etcd/member.ts";
import { createMemberClient } from "./etcd/member_client.ts";
import {
  processRecordPath,
  removeProcessRecord,
  writeProcessRecord,
} from "./etcd/process_record.ts";
import { createReadinessReport } from "./etcd/readiness_report.ts";
import { stopAfterFirstEntries } from "./etcd/stop_after_first_entries.ts";
import { createHandler } from "./http/handler.ts";
import { startHttpServer } from "./http/http_server.ts";
import type { LaunchPlan } from "./launch_plan.ts";
import { concludeRun } from "./conclude_run.ts";
import type { PhaseTracker } from "./phase.ts";
import { StopRequest } from "./stop_request.ts";
import type { TlsPaths } from "./tls/tls_files.ts";

/** What {@linkcode runMember} needs. */
export interface RunMemberOptions extends AppOptions {
  readonly config: EtcdConfig;
  readonly plan: LaunchPlan;
  readonly etcdPath: string;
  readonly phase: PhaseTracker;
}

/**
 * Starts etcd with everything around it, watches it, and gives the exit code.
 * Whatever can fail without etcd is done before etcd is started.
 */
export async function runMember(options: RunMemberOptions): Promise<number> {
  const { settings, config, plan, phase, logger, force } = options;
  const { certFile, keyFile } = config.clientTransportSecurity;
  const isTls = certFile !== "" && keyFile !== "";
  const http = new AbortController();
  const stop = AbortSignal.any([options.stop, http.signal]);
  const report = createReadinessReport({ phase, logger });

  using client = await createMemberClient({
    host: settings.etcd.serverName || "localhost",
    port: settings.etcd.clientPort,
    tls: isTls
      ? clientTls(config.clientTransportSecurity, settings)
      : undefined,
    logger,
  });
  Deno.umask(0o077);
  for (const dir of [config.dataDir, config.walDir]) {
    if (dir !== "") await restrictFileModes(dir, logger);
  }
  await using server = await startHttpServer({
    port: settings.wrapperPort,
    handler: createHandler({
      isReady: report.isReady,
      onStop() {
        logger.info("received stop request, stopping etcd-wrapper...");
        http.abort(new StopRequest("/stop"));
      },
    }),
    tls: isTls ? { certFile, keyFile } : undefined,
    logger,
  });
  stop.throwIfAborted();

  // From here on a start that fails has to lead to a full validation.
  await consumeExitRecord(exitRecordPaths(settings.dataVolumeDir), logger);
  const recordPath = processRecordPath(settings.dataVolumeDir);
  await using etcd = stopAfterFirstEntries(
    startEtcdProcess({ path: options.etcdPath, args: plan.args }),
    config.walDir || `${config.dataDir}/member/wal`,
  );
  dropRun();
  phase.set("waiting until etcd is ready");
  logger.info("started etcd", { pid: etcd.pid, path: options.etcdPath });
  await writeProcessRecord(recordPath, {
    pid: etcd.pid,
    startedMs: Date.now(),
    dataDir: config.dataDir,
    commandLine: plan.args.join(" "),
  }).catch((error) =>
    logger.warn("cannot note etcd's process id", { recordPath, error })
  );
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
  await removeProcessRecord(recordPath).catch((error) =>
    logger.warn("cannot remove the note of etcd's process id", { error })
  );
  await server[Symbol.asyncDispose]();
  logger.info("HTTP(S) server closed gracefully.");
  return await concludeRun({ ...options, end, stop });
}

/** What this program shows to the member, and what it trusts. */
function clientTls(
  security: EtcdConfig["clientTransportSecurity"],
  { etcd }: RunMemberOptions["settings"],
): TlsPaths {
  if (security.clientCertAuth && etcd.clientCertPath === "") {
    throw new Error(
      "etcd-client-cert-path must be given: etcd asks its clients for a " +
        "certificate",
    );
  }
  return {
    certFile: etcd.clientCertPath,
    keyFile: etcd.clientKeyPath,
    // Without a CA, what comes with the member's own certificate has to do.
    caFile: security.trustedCaFile || security.certFile,
  };
}
