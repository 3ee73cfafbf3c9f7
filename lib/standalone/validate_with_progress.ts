import type { EtcdConfig } from "../config/etcd_config.ts";
import type { EtcdVersion } from "../config/etcd_version.ts";
import type { PhaseState } from "../health/health_tracker.ts";
import type { Logger } from "../log/logger.ts";
import type {
  MemberReport,
  ValidationMode,
} from "../validation/member/member_report.ts";
import { validateMember } from "../validation/member/validate_member.ts";
import { reportValidation } from "./report_validation.ts";

/** What {@linkcode validateWithProgress} needs. */
export interface ValidateWithProgressOptions {
  /** etcd's configuration, checked. */
  readonly config: EtcdConfig;
  /** The etcd that will run. */
  readonly etcdVersion: EtcdVersion;
  /** Directory of the data volume. */
  readonly volumeDir: string;
  /** The pod's namespace, if there is one. */
  readonly namespace: string | undefined;
  /** Milliseconds that a lock of another process is waited for. */
  readonly lockTimeoutMs: number;
  /** How thoroughly. */
  readonly mode: ValidationMode;
  /** Told how it stands. */
  readonly onProgress: (state: PhaseState) => void;
  /** Gets what is found. */
  readonly logger: Logger;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Validates a member's data and says how far it is, and what it has found. */
export async function validateWithProgress(
  options: ValidateWithProgressOptions,
): Promise<MemberReport> {
  const { config, volumeDir, onProgress, logger, mode, signal } = options;
  const { dataDir } = config;
  const startedMs = performance.now();
  onProgress({ cause: "Validating", detail: `validating (${mode})` });
  const report = await validateMember({
    dataDir,
    walDir: config.walDir,
    volumeDir,
    mode,
    signal,
    namespace: options.namespace,
    lockTimeoutMs: options.lockTimeoutMs,
    onLockWait(pid) {
      const holder = pid === undefined ? "another process" : `process ${pid}`;
      onProgress({
        cause: "Validating",
        detail: `waiting for ${holder}, which holds the data`,
      });
      logger.warn("the data is in use, waiting for its lock", {
        dataDir,
        holder,
        timeoutMs: options.lockTimeoutMs,
      });
    },
    onProgress(doneBytes, totalBytes) {
      const progressPercent = Math.floor(
        doneBytes / Math.max(totalBytes, 1) * 100,
      );
      onProgress({
        cause: "Validating",
        detail: `validating ${progressPercent} %`,
        progressPercent,
      });
    },
    expected: {
      name: config.name,
      quotaBytes: config.quotaBackendBytes,
      etcdVersion: options.etcdVersion,
      ...(config.initialCluster.size === 0
        ? {}
        : { clusterNames: [...config.initialCluster.keys()] }),
    },
  });
  reportValidation(report, performance.now() - startedMs, logger);
  return report;
}
