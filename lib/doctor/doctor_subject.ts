import type { EtcdConfig } from "../config/etcd_config.ts";
import type { EtcdVersion } from "../config/etcd_version.ts";

/** What is examined. */
export interface DoctorSubject {
  /** Path of the configuration; empty: there is none. */
  readonly configPath: string;
  /** Its content. */
  readonly configFile: Uint8Array | undefined;
  /** What etcd makes of it; `undefined`: nothing, or it would refuse it. */
  readonly config: EtcdConfig | undefined;
  /** The member's name; empty: not known. */
  readonly memberName: string;
  /** Whether references to variables are replaced. */
  readonly isExpanded: boolean;
  /** The etcd that would be started. */
  readonly etcdVersion: EtcdVersion;
  /** Whether that is a guess. */
  readonly isVersionAssumed: boolean;
  /** etcd's data directory; empty: not known. */
  readonly dataDir: string;
  /** etcd's directory for the log; empty: inside of the data directory. */
  readonly walDir: string;
  /** Directory of the data volume; empty: not known. */
  readonly volumeDir: string;
  /** The namespace that the volume has to belong to; empty: any. */
  readonly namespace: string;
  /** What the flags of `start-etcd` say. */
  readonly flags: DoctorFlags;
}

/** The flags of `start-etcd` that matter. */
export interface DoctorFlags {
  /** Name of the client endpoint; empty: localhost. */
  readonly serverName: string;
  /** The daemon's admin socket, relative to the data volume; empty: none. */
  readonly adminSocket: string;
  /** Port of the wrapper. */
  readonly wrapperPort: number;
  /** This program's own client certificate; empty: none. */
  readonly clientCertPath: string;
  /** Its key. */
  readonly clientKeyPath: string;
  /** The CA certificates for the sidecar; empty: none. */
  readonly sidecarCaPath: string;
}
