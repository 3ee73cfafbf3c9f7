import type { Bootstrap } from "../bootstrap.ts";
import type { Settings } from "../cli/settings.ts";
import type { StandaloneSettings } from "../cli/standalone_settings.ts";
import type { EtcdVersion } from "../config/etcd_version.ts";
import { withSettings } from "../config/overrides.ts";
import type { PhaseState } from "../health/health_tracker.ts";
import type { Logger } from "../log/logger.ts";
import { memberTls } from "../member/member_tls.ts";
import { type Shown, startWrapperServer } from "../member/wrapper_server.ts";
import { createMembership } from "../membership/create_membership.ts";
import type { StartPlan } from "../membership/membership.ts";
import { createCompanion } from "./companion.ts";
import { membershipOptions } from "./membership_options.ts";
import { type OwnSource, readOwnSource, volumeOf } from "./own_source.ts";
import { prepareData } from "./prepare_data.ts";
import type { Restorer } from "./restorer.ts";

/** What {@linkcode createStandaloneBootstrap} needs. */
export interface StandaloneBootstrapOptions extends Shown {
  /** The checked flags. */
  readonly settings: Settings;
  /** Those of a start without the sidecar. */
  readonly standalone: StandaloneSettings;
  /** The etcd that will run. */
  readonly etcdVersion: EtcdVersion;
  /** Puts lost data back. @default {nobody does} */
  readonly restore?: Restorer;
  /** Gets what happens. */
  readonly logger: Logger;
}

/**
 * The bootstrap that does without the sidecar: the configuration is a file,
 * the data is validated here, and the other members tell how to join them. Its
 * server answers from the begin: the others ask it, too.
 *
 * @throws {Error} When the configuration cannot be used, or the port not be
 *   had.
 */
export async function createStandaloneBootstrap(
  options: StandaloneBootstrapOptions,
): Promise<Bootstrap> {
  const { settings, standalone, health, logger } = options;
  const source = await readOwnSource(standalone, options.etcdVersion);
  const { config } = source;
  const volumeDir = volumeOf(config, settings.dataVolumeDir);
  reportSource(source, standalone, volumeDir, logger);
  const tls = await memberTls(config, settings);
  const onProgress = (state: PhaseState) => {
    // A learner is accompanied while etcd runs: the phase is another one then.
    const { name } = health.current.phase;
    if (name === "initializing") health.enter(name, state);
  };
  const membership = await createMembership(membershipOptions({
    ...options,
    source,
    tls,
    volumeDir,
    onProgress: (detail) => onProgress({ cause: "JoiningCluster", detail }),
    onDecision: (decision) =>
      health.update({ startDecision: { ...decision, atMs: Date.now() } }),
  }));
  const server = await startWrapperServer({
    ...options,
    tls,
    peerState: membership.peerState,
  });
  let plan: StartPlan | undefined;

  return {
    dataVolumeDir: volumeDir,
    server,
    async initialize(signal) {
      plan = await prepareData({
        ...options,
        config,
        volumeDir,
        membership,
        onProgress,
        signal,
      });
    },
    fetchConfig: () => Promise.resolve(applyPlan(source, plan)),
    companion: createCompanion({
      source,
      path: standalone.configFile,
      volumeDir,
      membership,
      health,
      logger,
    }),
    [Symbol.asyncDispose]: () => Promise.resolve(server[Symbol.asyncDispose]()),
  };
}

/** The configuration with what was decided; otherwise the file as it is. */
function applyPlan(
  { own, config }: OwnSource,
  plan: StartPlan | undefined,
): Uint8Array {
  const { initialCluster, initialClusterState } = plan ?? {};
  const overrides: Record<string, string> = {};
  if (initialCluster !== undefined) {
    overrides["initial-cluster"] = initialCluster;
  }
  if (
    initialClusterState !== undefined &&
    initialClusterState !== config.initialClusterState
  ) {
    overrides["initial-cluster-state"] = initialClusterState;
  }
  return Object.keys(overrides).length > 0
    ? withSettings(config, overrides)
    : own.source;
}

function reportSource(
  { config }: OwnSource,
  { configFile }: StandaloneSettings,
  volumeDir: string,
  logger: Logger,
): void {
  logger.info("read the etcd configuration", {
    path: configFile,
    member: config.name,
    dataDir: config.dataDir,
    dataVolumeDir: volumeDir,
    members: [...config.initialCluster.keys()],
    ...(config.unknownKeys.length > 0
      ? { unknownKeys: config.unknownKeys }
      : {}),
  });
}
