/** The program's exit codes (the original's, see docs/operations.md). */
export const EXIT_CODE = {
  /** etcd ran and ended on request. */
  success: 0,
  /** A fatal error, a stop before etcd ran, or a forced stop. */
  failure: 1,
  /** A command line that cannot be used, or SIGQUIT. */
  usage: 2,
  /** `validate`: etcd drops the end of the log when it starts. */
  repairable: 10,
  /** etcd would not start, or would lose data. */
  invalid: 11,
  /** The data is of another member, cluster or namespace. */
  wrongVolume: 12,
  /** A process, most likely etcd, is using the data. */
  locked: 13,
  /** `validate`: there is no member. */
  absent: 14,
  /** The data is not damaged, but this etcd cannot be started on it. */
  unusable: 15,
  /** A verb: there is no daemon, or it cannot tell yet. */
  noDaemon: 20,
  /** A verb: no answer in time, or nobody to answer. */
  noAnswer: 21,
  /** A verb: the cluster is not in the state that it needs; nothing was done. */
  refused: 22,
  /** `status`: the member is not ready. */
  notReady: 23,
  /** The member was removed from its cluster. */
  memberRemoved: 30,
  /** The data is of another cluster than the other members'. */
  otherCluster: 31,
  /** The data of an only member is gone. */
  dataGone: 32,
  /** `config lint --strict`, `doctor`: there are warnings, but no errors. */
  findingWarning: 40,
  /** `config lint`, `doctor`: there are errors. */
  findingError: 41,
  /** The data was not initialized in the time that was given. */
  initializationTimeout: 50,
  /** etcd was stopped well, to be started with a CA that has changed. */
  caChanged: 51,
  /** SIGHUP: 128 + 1, as a shell shows a death by it. */
  hangup: 129,
} as const;
