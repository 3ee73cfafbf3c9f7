import type { PhaseName } from "./phase.ts";

/**
 * Every reason for which a member is not all right, with its meaning. The
 * names are stable: alerts and scripts rely on them.
 */
export const CAUSES = {
  StoppingEarlierEtcd: "an etcd that an earlier run left behind is stopped",
  Initializing: "the data is about to be validated",
  Validating: "the data is validated, and restored if need be",
  JoiningCluster: "the other members are asked how this one is to start",
  ValidationFailed: "the data could not be validated or restored",
  SidecarUnreachable: "the backup-restore sidecar gives no usable answer",
  FetchingConfig: "etcd's configuration is fetched and checked",
  EtcdStarting: "etcd has been started and does not serve yet",
  NoLeader: "the members that answer have not elected a leader",
  QuorumLost: "too few members answer for the cluster to serve",
  Learner: "the member is a learner, which has no vote and serves no reads",
  NoSpace: "the database has reached its quota: writes are refused",
  Corrupt: "etcd found that the members' data differ",
  CaChanged: "a CA has changed that etcd reads only when it is started",
  CertificateInvalid: "a certificate is refused, by etcd or by this program",
  AuthenticationRequired: "etcd asks for a user, which this program has not",
  EtcdUnresponsive: "etcd of this member does not answer reads in time",
  Stopping: "the member is stopped",
} as const satisfies Readonly<Record<string, string>>;

/** One of {@linkcode CAUSES}. */
export type Cause = keyof typeof CAUSES;

/** Causes of a member that serves reads all the same, so that it is ready. */
export const CAUSES_WHILE_READY: ReadonlySet<Cause> = new Set<Cause>([
  "NoSpace",
  "Corrupt",
  "CaChanged",
]);

/** The cause of a phase as long as nothing more precise is known. */
export const CAUSE_OF_PHASE: Readonly<Record<PhaseName, Cause | undefined>> = {
  "stopping an earlier etcd": "StoppingEarlierEtcd",
  "initializing": "Initializing",
  "fetching the configuration": "FetchingConfig",
  "starting etcd": "EtcdStarting",
  "waiting until etcd is ready": "EtcdStarting",
  "ready": undefined,
  "not ready": "EtcdUnresponsive",
  "stopping": "Stopping",
};
