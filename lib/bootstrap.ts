import type { WrapperServer } from "./member/wrapper_server.ts";

/**
 * Makes a member ready to be started. Its sources differ in who validates the
 * data and who knows the configuration; everything behind is the same.
 */
export interface Bootstrap extends AsyncDisposable {
  /** Resolves when etcd may be started on the data. */
  readonly initialize: (signal: AbortSignal) => Promise<void>;
  /** Gets etcd's configuration file. */
  readonly fetchConfig: (signal: AbortSignal) => Promise<Uint8Array>;
  /** Directory of the data volume. */
  readonly dataVolumeDir: string;
  /** The server, if it answers from the begin. */
  readonly server?: WrapperServer;
  /** Goes along with the etcd that was started on it. */
  readonly companion?: MemberCompanion;
}

/** What a running member is accompanied by. */
export interface MemberCompanion {
  /** Does its part until the member has ended; a failure is its own matter. */
  readonly accompany: (member: StartedMember) => Promise<void>;
  /** Finds a better reason than etcd's own for an end that nobody asked for. */
  readonly examineEnd: (signal: AbortSignal) => Promise<Error | undefined>;
}

/** What a companion knows of the member. */
export interface StartedMember {
  /** Resolves when it is ready for the first time. */
  readonly ready: Promise<void>;
  /** Aborted when etcd has ended. */
  readonly signal: AbortSignal;
}
