/**
 * Makes a member ready to be started. Its sources differ in who validates the
 * data and who knows the configuration; everything behind is the same.
 */
export interface Bootstrap extends Disposable {
  /** Resolves when etcd may be started on the data. */
  readonly initialize: (signal: AbortSignal) => Promise<void>;
  /** Gets etcd's configuration file. */
  readonly fetchConfig: (signal: AbortSignal) => Promise<Uint8Array>;
}
