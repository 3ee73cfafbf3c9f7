/** A member of the cluster, as the daemon's status has it. */
export interface StatusMember {
  /** Hexadecimal, as etcd prints it. */
  readonly id: string;
  /** Empty until it has been started for the first time. */
  readonly name: string;
  /** Whether it has no vote. */
  readonly learner: boolean;
  /** Whether it is the daemon's own. */
  readonly self: boolean;
  /** Null when it has not been asked. */
  readonly answers: boolean | null;
}

/** The part of `/status` that the verbs use; docs/status.schema.json has all. */
export interface DaemonStatus {
  /** What `/readyz` answers. */
  readonly ready: boolean;
  /** What is wrong; null when nothing is known to be. */
  readonly cause: string | null;
  /** What the cause means. */
  readonly meaning: string | null;
  /** What is waited for, or why the member is not ready. */
  readonly detail: string;
  /** What the daemon is doing. */
  readonly phase: string;
  /** Since when. */
  readonly since: string;
  /** When the daemon was started. */
  readonly startedAt: string;
  /** How much of the phase is done. */
  readonly progressPercent: number | null;
  /** The member as etcd tells it. */
  readonly member: {
    readonly id: string;
    readonly role: string;
    readonly leaderId: string | null;
    readonly raftTerm: number;
    readonly raftIndex: number;
    readonly raftAppliedIndex: number;
    readonly dbSizeBytes: number;
    readonly dbInUseBytes: number;
    readonly quotaBytes: number;
    readonly alarms: readonly string[];
    readonly version: string;
    readonly members: readonly StatusMember[];
    readonly quorum: {
      readonly voters: number;
      readonly needed: number;
      readonly answering: number;
    } | null;
  } | null;
  /** How it goes with the sidecar. */
  readonly sidecar: {
    readonly attempts: number;
    readonly failures: number;
    readonly lastOperation: string;
    readonly lastAnswer: string;
  } | null;
  /** How the run before this one ended. */
  readonly lastStop: {
    readonly at: string;
    readonly cause: string;
    readonly clean: boolean;
  } | null;
  /** Every certificate that the member uses. */
  readonly certificates: readonly {
    readonly path: string;
    readonly usages: readonly string[];
    readonly expiresAt: string | null;
    readonly error: string | null;
  }[];
  /** How clients reach etcd; missing in an older daemon's. */
  readonly connection?: {
    readonly clientUrl: string;
    readonly caFile: string;
    readonly certFile: string;
    readonly keyFile: string;
  } | null;
  /** How it was decided to start; missing in an older daemon's. */
  readonly startDecision?: {
    readonly decision: string;
    readonly reason: string;
  } | null;
  /** What a restart would change; missing in an older daemon's. */
  readonly configDrift?: {
    readonly keys: readonly string[];
    readonly problem: string;
  } | null;
  /** What runs there. */
  readonly versions: {
    readonly wrapper: string;
    readonly deno: string;
    readonly etcd: string | null;
  };
}

const SCHEMA_VERSION = 1;

/**
 * Reads the text of a status. The schema only grows within a version, so what
 * an older daemon does not tell is missing and nothing else differs.
 *
 * @throws {Error} When it is no status, or of a schema that this program does
 *   not know.
 */
export function parseDaemonStatus(text: string): DaemonStatus {
  let value: Partial<DaemonStatus> & { readonly schemaVersion?: unknown };
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(
      "Cannot read the daemon's status: it is no JSON; is it another program?",
      { cause: error },
    );
  }
  const { schemaVersion, versions } = value ?? {};
  if (schemaVersion !== SCHEMA_VERSION || versions === undefined) {
    throw new Error(
      `Cannot read the daemon's status: it has schema version ${schemaVersion}` +
        ` (etcd-wrapper ${
          versions?.wrapper ?? "unknown"
        }), this program knows ` +
        `${SCHEMA_VERSION}. Use the executable that the daemon runs`,
    );
  }
  return value as DaemonStatus;
}
