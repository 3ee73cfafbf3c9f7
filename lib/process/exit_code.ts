/** The program's exit codes (the original's, see docs/operations.md). */
export const EXIT_CODE = {
  /** etcd ran and ended on request. */
  success: 0,
  /** A fatal error, a stop before etcd ran, or a forced stop. */
  failure: 1,
  /** A command line that cannot be used, or SIGQUIT. */
  usage: 2,
  /** SIGHUP: 128 + 1, as a shell shows a death by it. */
  hangup: 129,
} as const;
