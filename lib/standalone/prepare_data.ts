import denoConfig from "../../deno.json" with { type: "json" };
import type { StandaloneSettings } from "../cli/standalone_settings.ts";
import type { EtcdConfig } from "../config/etcd_config.ts";
import type { EtcdVersion } from "../config/etcd_version.ts";
import { exitRecordPaths } from "../etcd/exit_record.ts";
import { chooseValidationMode } from "../etcd/validation_mode.ts";
import type { PhaseState } from "../health/health_tracker.ts";
import type { Logger } from "../log/logger.ts";
import { forgetIdentity } from "../membership/forget_identity.ts";
import type { Membership, StartPlan } from "../membership/membership.ts";
import { pruneQuarantine } from "../quarantine/prune_quarantine.ts";
import { claimVolume } from "../validation/member/claim_volume.ts";
import type { ValidationMode } from "../validation/member/member_report.ts";
import { recordMemberIdentity } from "../validation/member/record_member_identity.ts";
import type { Restorer } from "./restorer.ts";
import { secureData, type SecuredData } from "./secure_data.ts";
import { StartRefusal } from "./start_refusal.ts";
import { validateWithProgress } from "./validate_with_progress.ts";

/** What {@linkcode prepareData} needs. */
export interface PrepareDataOptions {
  /** The flags of a start without the sidecar. */
  readonly standalone: StandaloneSettings;
  /** etcd's configuration, checked. */
  readonly config: EtcdConfig;
  /** The etcd that will run. */
  readonly etcdVersion: EtcdVersion;
  /** Directory of the data volume. */
  readonly volumeDir: string;
  /** Decides how the member starts. */
  readonly membership: Pick<Membership, "findTombstone" | "prepare">;
  /** Puts lost data back. @default {nobody does} */
  readonly restore?: Restorer;
  /** Told how it stands. */
  readonly onProgress: (state: PhaseState) => void;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/**
 * Makes sure that etcd may be started: the data is valid, or gone for a reason
 * that the membership can go by, and the volume is this member's.
 *
 * @throws {StartRefusal | MembershipError} When only a person can help.
 */
export async function prepareData(
  options: PrepareDataOptions,
): Promise<StartPlan> {
  const { config, volumeDir, membership, onProgress, logger, signal } = options;
  await Deno.mkdir(volumeDir, { recursive: true, mode: 0o700 });
  const removed = await membership.findTombstone();
  if (removed !== undefined) throw removed;
  const namespace = Deno.env.get("POD_NAMESPACE") ?? "";
  const mode = await chooseValidationMode(exitRecordPaths(volumeDir), logger);
  const data = await secureOrRestore({ ...options, namespace }, mode);
  await prune(options);
  if (data.isMovedNow && isAlone(config) && !mayStartEmpty(options)) {
    throw refuseEmptyStart(data);
  }
  onProgress({ cause: "JoiningCluster", detail: "deciding how to start" });
  const { state, identity } = data;
  const plan = await membership.prepare({ state, identity }, signal);
  // What was here before must not be taken for another member's data.
  if (state === "lost") await forgetIdentity(volumeDir);
  await claimVolume(volumeDir, namespace);
  await recordMemberIdentity(volumeDir, data.report, new Date());
  return plan;
}

async function secureOrRestore(
  options: PrepareDataOptions & { readonly namespace: string },
  mode: ValidationMode,
): Promise<SecuredData> {
  const { config, etcdVersion, standalone, restore, logger, signal } = options;
  const { major, minor, patch } = etcdVersion;
  const secure = () =>
    secureData({
      config,
      mode,
      validate: (mode) =>
        validateWithProgress({
          ...options,
          mode,
          lockTimeoutMs: standalone.lockTimeoutMs,
        }),
      versions: {
        "etcd-wrapper": denoConfig.version,
        deno: Deno.version.deno,
        etcd: `${major}.${minor}.${patch}`,
      },
      logger,
    });
  const data = await secure();
  if (data.state !== "lost" || restore === undefined) return data;
  return await restore(data, signal) ? await secure() : data;
}

async function prune(
  { config, standalone, logger }: PrepareDataOptions,
): Promise<void> {
  const { dataDir, walDir } = config;
  try {
    await pruneQuarantine({
      dataDir,
      walDir,
      maxCount: standalone.quarantineMaxCount,
      minFreePercent: standalone.quarantineMinFreePercent,
      logger,
    });
  } catch (error) {
    // Too much on the volume is no reason not to start.
    logger.warn("cannot remove old invalid data directories", { error });
  }
}

/** A member without others has nobody to get its data from. */
function isAlone({ initialCluster }: EtcdConfig): boolean {
  return initialCluster.size <= 1;
}

function mayStartEmpty({ standalone }: PrepareDataOptions): boolean {
  return standalone.onInvalidData === "start-empty";
}

function refuseEmptyStart({ quarantine, report }: SecuredData): StartRefusal {
  const [worst] = report.findings;
  return new StartRefusal(
    "data-quarantined",
    `The data is invalid and has been moved aside to "${quarantine?.dir}" ` +
      `(${worst?.code}: ${worst?.message}). Its report.json says more, and ` +
      "how to put it back. Restore a backup, or begin with an empty member by " +
      "--on-invalid-data=start-empty",
  );
}
