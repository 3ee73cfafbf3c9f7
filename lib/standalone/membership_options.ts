import type { Settings } from "../cli/settings.ts";
import type { StandaloneSettings } from "../cli/standalone_settings.ts";
import type { TransportSecurity } from "../config/etcd_config.ts";
import type { Logger } from "../log/logger.ts";
import type { MemberTls } from "../member/member_tls.ts";
import type { MembershipOptions } from "../membership/membership.ts";
import type { TlsPaths } from "../tls/tls_files.ts";
import type { OwnSource } from "./own_source.ts";

/** What {@linkcode membershipOptions} needs. */
export interface MembershipOptionsSource {
  /** The configuration. */
  readonly source: OwnSource;
  /** The checked flags. */
  readonly settings: Settings;
  /** Those of a start without the sidecar. */
  readonly standalone: StandaloneSettings;
  /** The member's certificates, if its client port has TLS. */
  readonly tls: MemberTls | undefined;
  /** Directory of the data volume. */
  readonly volumeDir: string;
  /** Gets what happens. */
  readonly logger: Logger;
  /** Told what is waited for. */
  readonly onProgress: (detail: string) => void;
  /** Told what was decided. */
  readonly onDecision: MembershipOptions["onDecision"];
}

/** Puts together what the decision to join rests on. */
export function membershipOptions(
  options: MembershipOptionsSource,
): MembershipOptions {
  const { source, settings, standalone, tls, volumeDir } = options;
  const { config, own } = source;
  const { name, initialAdvertisePeerUrls: peerUrls } = config;
  const token = config.settings["initial-cluster-token"];
  return {
    name,
    // etcd's default is a cluster of just this member.
    initialCluster: config.initialCluster.size > 0
      ? config.initialCluster
      : new Map([[name, peerUrls]]),
    initialClusterState: config.initialClusterState,
    initialClusterToken: typeof token === "string" ? token : "etcd-cluster",
    peerUrls,
    clientUrls: config.advertiseClientUrls,
    peerClientEndpoints: standalone.peerClientEndpoints.length > 0
      ? standalone.peerClientEndpoints
      : [...own.clientUrls]
        .flatMap(([member, urls]) => member === name ? [] : urls),
    peerWrapperEndpoints: new Map(
      Object.entries(standalone.peerWrapperEndpoints),
    ),
    wrapperPort: settings.wrapperPort,
    clientTls: tls?.client,
    peerTls: peerTls(config.peerTransportSecurity),
    wrapperCaFile: tls?.client.caFile,
    volumeDir,
    walDir: config.walDir || `${config.dataDir}/member/wal`,
    mayStartEmpty: standalone.onInvalidData === "start-empty",
    logger: options.logger,
    onProgress: options.onProgress,
    onDecision: options.onDecision,
  };
}

/** As etcd itself speaks to its peers. */
function peerTls(security: TransportSecurity): TlsPaths | undefined {
  const { certFile, keyFile, clientCertFile, clientKeyFile, trustedCaFile } =
    security;
  if (certFile === "" || keyFile === "") return undefined;
  return {
    certFile: clientCertFile || certFile,
    keyFile: clientKeyFile || keyFile,
    caFile: trustedCaFile || certFile,
  };
}
